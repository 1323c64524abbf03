import { derive } from "#collectors";
import type { BriefHost, Failure, Given, Moment, Reading, Row, Source, Value } from "#machines/contract/index.ts";

/** A prober on cmp1 and a guest on cmp2, each behind a Linux bridge, and a tunnel between the two hosts. */
export const host = (role: string, name: string): BriefHost => ({ key: role, role, name, address: name });
export const PROBER = host("prober", "vma1");
export const COMPUTE = host("compute", "cmp2");
export const ORIGIN = host("origin", "cmp1");

export const ARGS = { target: "10.1.0.12", tap: "tap7be04d52-c8", proberTap: "tap3f2a91c0-1b" };
export const MAC = "fa:16:3e:7b:e0:4d";
const UNDERLAY = { compute: "10.20.0.13", origin: "10.20.0.12" };

type Counts = Readonly<Record<string, number>>;

export const source = (
  collector: string,
  at: BriefHost,
  more: { readonly answer: Reading | Failure; readonly moment?: Moment },
): Source => ({
  collector,
  test: collector,
  host: at,
  moment: more.moment ?? "during",
  args: ARGS,
  answer: more.answer,
});

export const probe = (fields: Readonly<Record<string, Value>> = {}): Source =>
  source("guestProbe", PROBER, {
    answer: { fields: { sent: 10, received: 0, lost: 10, onLink: true, neighbourMac: MAC, resolved: true, ...fields } },
  });

interface Seen {
  readonly answers?: readonly string[];
  readonly down?: string;
  readonly devices?: readonly string[];
  readonly said?: number;
  readonly master?: string;
  readonly complete?: Value;
  /** What the host dropped where no capture looks, and the guest's own tap. */
  readonly unseen?: Readonly<Record<string, Value>>;
  readonly tap?: Readonly<Record<"out" | "outDropped", number>>;
}

/** No host dropped anything where its capture does not look. */
export const ALL_SEEN = { backlogDrops: 0, ringDrops: 0, cardDrops: 0, tapDrops: 0, sendDrops: 0, packetProgram: "none" } as const;

/** `hops`: counts of a kind by "device direction" or "device direction from>to". */
export function frames(at: BriefHost, hops: Readonly<Record<string, Counts>>, more: Seen = {}): Source {
  const id = at.role === "compute" ? "7be04d52-c8" : "3f2a91c0-1b";
  const names = more.devices ?? ["tap", "qbr", "qvb", "qvo"].map((kind) => kind + id);
  const devices: readonly Row[] = names.map((key) => ({
    key,
    up: key !== more.down,
    shut: key === more.down,
    operstate: "up",
    master: more.master ?? "none",
    in: key.startsWith("tap") ? (more.said ?? 0) : 0,
    ...(key.startsWith("tap") ? (more.tap ?? { out: 0, outDropped: 0 }) : { out: 0, outDropped: 0 }),
  }));
  const rows = Object.entries(hops).map(([key, counts]): Row => {
    const [device = "", direction = "", where = "-"] = key.split(" ");
    return { key: `${device} ${direction} ${where}`, device, direction, where, ...counts };
  });
  return source("guestFrames", at, {
    answer: {
      fields: { complete: more.complete ?? true, captured: 100, lost: 0, ...ALL_SEEN, ...more.unseen },
      tables: { hops: rows, answers: (more.answers ?? []).map((key) => ({ key, answers: 1 })), devices },
    },
  });
}

export interface Way {
  readonly origin: Readonly<Record<string, Counts>>;
  readonly compute: Readonly<Record<string, Counts>>;
}

/** Frames of these kinds as they pass each interface of the whole way, up to where they vanish. */
export function passing(
  kinds: Readonly<Record<string, number>>,
  until: "all" | "inOrigin" | "left" | "arrived" | "inGuestSwitch" | "atGuest" = "all",
): Way {
  const steps = ["inOrigin", "left", "arrived", "inGuestSwitch", "atGuest", "all"];
  const upTo = steps.indexOf(until);
  const at = (step: string): Counts => (steps.indexOf(step) <= upTo ? kinds : {});
  return {
    origin: { "tap3f2a91c0-1b in": kinds, "qvo3f2a91c0-1b in": kinds, "eth1 out 10.20.0.12>10.20.0.13": at("left") },
    compute: {
      "eth1 in 10.20.0.12>10.20.0.13": at("arrived"),
      "qvo7be04d52-c8 out": at("inGuestSwitch"),
      "tap7be04d52-c8 out": at("atGuest"),
    },
  };
}

/** The same way back. */
export const returning = (kinds: Counts, inFilter: Counts = kinds): Way => ({
  compute: { "tap7be04d52-c8 in": kinds, "qvo7be04d52-c8 in": inFilter, "eth1 out 10.20.0.13>10.20.0.12": inFilter },
  origin: { "eth1 in 10.20.0.13>10.20.0.12": inFilter, "qvo3f2a91c0-1b out": inFilter, "tap3f2a91c0-1b out": inFilter },
});

export const port = (key: string, more: Readonly<Record<string, Value>> = {}): Row => ({
  key,
  bridge: "br-int",
  type: "system",
  ofport: 2,
  error: "",
  tag: 1,
  intendedTag: { unknown: "not noted" },
  segment: { unknown: "not noted" },
  remote: "",
  local: "",
  tunnel: false,
  mac: "",
  ...more,
});

export const tunnel = (key: string, remote: string, more: Readonly<Record<string, Value>> = {}): Row =>
  port(key, { bridge: "br-tun", ofport: 3, tag: { unknown: "none" }, remote, ...more });

export const ports = (at: BriefHost, rows: readonly Row[], fields: Readonly<Record<string, Value>> = {}): Source =>
  source("ovsPorts", at, {
    moment: "once",
    answer: {
      fields: { agentConfigured: false, agentRunning: false, ...fields },
      tables: {
        ports: rows,
        addresses: [
          { key: "198.18.0.1", device: "eth0", length: 24 },
          { key: UNDERLAY[at.role === "compute" ? "compute" : "origin"], device: "eth1", length: 24 },
        ],
      },
    },
  });

export interface FlowRows {
  readonly drops?: readonly Row[];
  readonly vlans?: readonly Row[];
  readonly unicasts?: readonly Row[];
  readonly macs?: readonly Row[];
  readonly events?: readonly Row[];
  readonly fields?: Readonly<Record<string, Value>>;
}

const FLOOD: Row = { key: "br-tun table 22: priority 1 dl_vlan=1", bridge: "br-tun", vlan: 1, segment: 1, outputs: "3", flood: true };

export const flows = (at: BriefHost, moment: Moment, rows: FlowRows = {}): Source =>
  source("ovsFlows", at, {
    moment,
    answer: {
      fields: { upcallsLost: 0, evicted: 0, ...rows.fields },
      tables: {
        drops: rows.drops ?? [],
        vlans: rows.vlans ?? [FLOOD],
        unicasts: rows.unicasts ?? [],
        macs: rows.macs ?? [],
        events: rows.events ?? [],
      },
    },
  });

export const drop = (match: string, packets: number, more: Readonly<Record<string, Value>> = {}): Row => ({
  key: `${String(more["bridge"] ?? "br-int")} table ${String(more["table"] ?? 0)}: priority 500${match === "" ? "" : ` ${match}`}`,
  bridge: "br-int",
  table: 0,
  priority: 500,
  match,
  packets,
  ...more,
});

export const filter = (
  at: BriefHost,
  moment: Moment,
  { rules, uncounted }: { readonly rules: Counts; readonly uncounted: Value },
): Source =>
  source("firewall", at, {
    moment,
    answer: {
      fields: { uncountedDropRules: uncounted },
      tables: { dropRules: Object.entries(rules).map(([key, packets]) => ({ key, packets, bytes: 0, counted: true })) },
    },
  });

export const given = (at: BriefHost, sources: readonly Source[], hosts: readonly BriefHost[] = [PROBER, COMPUTE, ORIGIN]): Given => ({
  host: at,
  hosts,
  inputs: ARGS,
  args: ARGS,
  sources,
});

export const worked = (id: "guestTrace" | "guestSwitch", at: BriefHost, sources: readonly Source[]): Reading =>
  derive(id, given(at, sources));
