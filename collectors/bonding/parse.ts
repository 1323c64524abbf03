import type { CommandOutput } from "#machines/contract/collector.ts";
import { unknown, type Reading, type Row, type Value } from "#machines/contract/value.ts";
import { failWith, requireExitZero } from "../failure.ts";
import { linesOf, sections, type Sections } from "../section.ts";
import type { Bond, Leg } from "./bond.ts";
import { bondsInOvs } from "./ovs.ts";
import { bondOf, bondsInSysfs } from "./procfs.ts";

const FOLDER = "/proc/net/bonding/";

export function parseBonding(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const kernel = [...all.keys()]
    .filter((name) => name.startsWith(FOLDER))
    .map((name) => bondOf(name.slice(FOLDER.length), linesOf(all, name)));
  const some = (name: string): readonly string[] => (all.has(name) ? linesOf(all, name) : []);
  const bonds = [
    ...kernel,
    ...bondsInSysfs(linesOf(all, "sysfs bonds")),
    ...bondsInOvs(some("ovs bond/show"), some("ovs lacp/show"), some("ovs lacp/show-stats")),
  ];
  const ovsUnseen = all.has("ovs unseen");
  if (bonds.length === 0 && ovsUnseen)
    return failWith({ kind: "denied", stderr: "Open vSwitch runs on this host, and ovs-appctl bond/show was refused or got no answer" });
  if (bonds.length === 0) return failWith({ kind: "absent", what: "a bond, of the kernel or of Open vSwitch" });
  const interfaces = interfacesIn(all);
  const rows = bonds.flatMap((bond) => bond.legs.map((leg) => rowOf(bond, leg, interfaces.get(leg.name))));
  const count = (field: string): number => rows.filter((row) => row[field] === true).length;
  return {
    fields: {
      bonds: bonds.length,
      legs: rows.length,
      legsOut: rows.filter((row) => row["carries"] === false).length,
      churnedLegs: count("churned"),
      legFailures: rows.reduce((sum, row) => sum + (typeof row["failures"] === "number" ? row["failures"] : 0), 0),
      ovsUnseen,
      modes: [...new Set(bonds.map(({ mode }) => mode))].join(", "),
    },
    tables: { legs: rows, bonds: bonds.map(bondRow) },
  };
}

interface Interface {
  readonly carrier: boolean | null;
  readonly speed: string | null;
  readonly duplex: string | null;
  readonly carrierChanges: number | null;
  readonly txBytes: number | null;
  readonly rxBytes: number | null;
}

/** `leg0 up 1 1000 full 3 12345 6789`; "-" for what the kernel does not say. */
function interfacesIn(all: Sections): ReadonlyMap<string, Interface> {
  const number = (word: string | undefined): number | null => (word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : null);
  return new Map(
    linesOf(all, "interfaces").map((line) => {
      const [name = "", , carrier, speed, duplex, changes, tx, rx] = line.trim().split(/\s+/);
      return [
        name,
        {
          carrier: carrier === "1" ? true : carrier === "0" ? false : null,
          // A veth says 10000, a card without a link -1.
          speed: number(speed) === null ? null : `${speed ?? ""} Mbps`,
          duplex: duplex === "full" || duplex === "half" ? duplex : null,
          carrierChanges: number(changes),
          txBytes: number(tx),
          rxBytes: number(rx),
        },
      ] as const;
    }),
  );
}

const or = (value: number | string | boolean | null | undefined, why: string): Value => value ?? unknown(why);

function rowOf(bond: Bond, leg: Leg, seen: Interface | undefined): Row {
  return {
    key: `${leg.name} of ${bond.name}`,
    leg: leg.name,
    bond: bond.name,
    // What Open vSwitch does not say of a link, its interface does.
    up: bond.kind === "ovs" ? or(seen?.carrier, "its interface does not say its carrier") : leg.up,
    carries: leg.carries,
    carrier: or(seen?.carrier, "its interface does not say its carrier"),
    speed: or(leg.speed ?? seen?.speed, "its interface does not say its speed"),
    duplex: or(leg.duplex ?? seen?.duplex, "its interface does not say its duplex"),
    failures: or(leg.failures, "its failures are not counted"),
    carrierChanges: or(seen?.carrierChanges, "this kernel does not count carrier changes"),
    aggregator: or(leg.aggregator, "it has no aggregator"),
    churned: or(leg.churned, "this driver does not say whether it churns"),
    defaulted: or(leg.defaulted, "the state of its LACP port needs root, or LACP is off"),
    partnerSystem: or(leg.partnerSystem, "its partner needs root, or LACP is off"),
    partnerKey: or(leg.partnerKey, "its partner needs root, or LACP is off"),
    txBytes: or(seen?.txBytes, "its interface does not count"),
  };
}

const bondRow = (bond: Bond): Row => ({
  key: bond.name,
  mode: bond.mode,
  lacp: bond.lacp,
  monitored: bond.monitored,
  hashPolicy: or(bond.hashPolicy, "not said"),
  minLinks: or(bond.minLinks, "not said"),
  ports: or(bond.ports, "not said"),
});
