import { unparsable } from "../failure.ts";
import { DEFAULTED, EXPIRED } from "../lacp.ts";
import type { Bond, Leg } from "./bond.ts";

/** /proc/net/bonding/NAME: blocks after blank lines, one for each leg. */
export function bondOf(name: string, lines: readonly string[]): Bond {
  const starts = lines.flatMap((line, index) => (line.startsWith("Slave Interface:") ? [index] : []));
  const head = lines.slice(0, starts[0] ?? lines.length);
  const mode = valueIn(head, "Bonding Mode") ?? unparsable(`${name} does not say its mode`);
  const lacp = mode.includes("802.3ad");
  const active = numberIn(head, "Aggregator ID");
  const current = valueIn(head, "Currently Active Slave");
  const about = { lacp, active, current };
  return {
    name,
    kind: "kernel",
    mode,
    lacp,
    hashPolicy: valueIn(head, "Transmit Hash Policy"),
    monitored: (numberIn(head, "MII Polling Interval (ms)") ?? 0) > 0 || (numberIn(head, "ARP Polling Interval (ms)") ?? 0) > 0,
    minLinks: numberIn(head, "Min links"),
    ports: numberIn(head, "Number of ports"),
    legs: starts.map((start, index) => legOf(lines.slice(start, starts[index + 1] ?? lines.length), about)),
  };
}

interface About {
  readonly lacp: boolean;
  readonly active: number | null;
  readonly current: string | null;
}

function legOf(block: readonly string[], { lacp, active }: About): Leg {
  const name = valueIn(block, "Slave Interface") ?? unparsable("a leg without a name");
  const up = (valueIn(block, "MII Status") ?? unparsable(`${name} does not say its link`)) === "up";
  const aggregator = numberIn(block, "Aggregator ID");
  // "details actor lacp pdu:" and "details partner lacp pdu:" need CAP_NET_ADMIN; the second comes last.
  const partnerAt = block.findIndex((line) => line.startsWith("details partner lacp pdu"));
  const actorAt = block.findIndex((line) => line.startsWith("details actor lacp pdu"));
  const actor = actorAt < 0 ? [] : block.slice(actorAt, partnerAt < 0 ? undefined : partnerAt);
  const partner = partnerAt < 0 ? [] : block.slice(partnerAt);
  const state = numberIn(actor, "port state");
  const churn = [valueIn(block, "Actor Churn State"), valueIn(block, "Partner Churn State")];
  const counts = [numberIn(block, "Actor Churned Count"), numberIn(block, "Partner Churned Count")];
  return {
    name,
    up,
    carries: up && (!lacp || active === null || aggregator === active),
    speed: known(valueIn(block, "Speed")),
    duplex: known(valueIn(block, "Duplex")),
    failures: numberIn(block, "Link Failure Count"),
    aggregator,
    churned: churn[0] === null ? null : churn.includes("churned"),
    churnedCount: counts[0] === null ? null : (counts[0] ?? 0) + (counts[1] ?? 0),
    defaulted: state === null ? null : (state & (DEFAULTED | EXPIRED)) !== 0,
    partnerSystem: valueIn(partner, "system mac address"),
    partnerKey: numberIn(partner, "oper key"),
  };
}

const known = (value: string | null): string | null => (value === null || /unknown/i.test(value) ? null : value);

function valueIn(lines: readonly string[], name: string): string | null {
  const line = lines.map((each) => each.trim()).find((each) => each.startsWith(`${name}:`));
  return line === undefined ? null : line.slice(name.length + 1).trim();
}

function numberIn(lines: readonly string[], name: string): number | null {
  const value = valueIn(lines, name);
  return value !== null && /^\d{1,10}$/.test(value) ? Number(value) : null;
}

/** No host has more; each bond looks for its legs among all of them. */
const MOST_LINES = 2_000;

/** The same from /sys, where the host hides /proc: without partners and churn. */
export function bondsInSysfs(lines: readonly string[]): readonly Bond[] {
  const words = lines.filter((line) => line !== "").map((line) => line.trim().split(/\s+/));
  if (words.length > MOST_LINES) unparsable(`more than ${MOST_LINES} bonds and legs`);
  return words
    .filter(([kind]) => kind === "bond")
    .map(([, name = "", mode = "", , miimon, arp, minLinks, active]) => {
      const lacp = mode === "802.3ad";
      const legs = words
        .filter(([kind, bond]) => kind === "leg" && bond === name)
        .map(([, , leg = "", mii, failures, id, state]): Leg => {
          const aggregator = count(id);
          const actor = count(state);
          return {
            ...{
              name: leg,
              up: mii === "up",
              speed: null,
              duplex: null,
              churned: null,
              churnedCount: null,
              partnerSystem: null,
              partnerKey: null,
            },
            carries: mii === "up" && (!lacp || count(active) === null || aggregator === count(active)),
            failures: count(failures),
            aggregator,
            defaulted: actor === null ? null : (actor & (DEFAULTED | EXPIRED)) !== 0,
          };
        });
      return {
        ...{ name, kind: "kernel" as const, mode, lacp, hashPolicy: null, minLinks: count(minLinks), ports: null, legs },
        monitored: (count(miimon) ?? 0) > 0 || (count(arp) ?? 0) > 0,
      };
    });
}

const count = (word: string | undefined): number | null => (word !== undefined && /^\d{1,10}$/.test(word) ? Number(word) : null);
