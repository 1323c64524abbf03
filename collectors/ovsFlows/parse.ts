import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, sum } from "../number.ts";
import { eventRows, eventsOf } from "../ovs-events.ts";
import { linesOf, linesOrUnknown, sections, type Sections } from "../section.ts";
import { arrivalOf, drops, floodOf, flowOf, macIn, outputsOf, vlanIn, type Flow } from "../ovs-flow.ts";

export function parseOvsFlows(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const bridges = [...all.keys()].filter((name) => name.startsWith("flows ")).map((name) => name.slice("flows ".length));
  const flows = bridges.flatMap((bridge) => linesOf(all, `flows ${bridge}`).flatMap((line) => withBridge(bridge, flowOf(line))));
  const tables = bridges.map((bridge) => macTable(all, bridge));
  const dropping = unique(flows.filter(drops).map(dropRow));
  return {
    fields: {
      bridges: bridges.length,
      flows: flows.length,
      dropFlows: dropping.length,
      dropPackets: sum(
        dropping.map(({ packets }) => packets),
        "n_packets",
      ),
      evicted: total(tables.map(({ evicted }) => evicted)),
      ...lookups(linesOrUnknown(all, "datapaths")),
    },
    tables: {
      drops: dropping,
      vlans: unique(flows.flatMap(vlanRow)),
      unicasts: unique(flows.flatMap(unicastRow)),
      macs: unique(bridges.flatMap((bridge) => macRows(all, bridge))),
      bridges: tables,
      events: givenUp(all),
    },
  };
}

/** The switch tells this in passing: where it does not, no frame is known to have been given up. */
function givenUp(all: Sections): readonly Row[] {
  const events = all.has("events") ? eventsOf(linesOrUnknown(all, "events")) : null;
  return events === null || "unknown" in events ? [] : eventRows(events);
}

type Placed = Flow & { readonly bridge: string };

const withBridge = (bridge: string, flow: Flow | null): readonly Placed[] => (flow === null ? [] : [{ ...flow, bridge }]);

/** As an engineer would name it: "br-int table 0: priority 500 ip,nw_src=10.1.0.11". */
const nameOf = ({ bridge, table, priority, match }: Placed): string =>
  `${bridge} table ${table}: priority ${priority}${match === "" ? "" : ` ${match}`}`;

const dropRow = (flow: Placed): Row => ({
  key: nameOf(flow),
  packets: flow.packets,
  bridge: flow.bridge,
  table: flow.table,
  priority: flow.priority,
  match: flow.match,
  cookie: flow.cookie,
});

/** Where VLANs of the switch and numbers of the tunnels belong together. */
function vlanRow(flow: Placed): readonly Row[] {
  const out = floodOf(flow);
  const base = { key: nameOf(flow), bridge: flow.bridge };
  if (out !== null)
    return [{ ...base, vlan: out.vlan, segment: out.segment, outputs: out.outputs.join(" "), flood: macIn(flow.match) === null }];
  const arrival = arrivalOf(flow);
  if (arrival === null) return [];
  const segment = arrival.segment ?? unknown("it takes any number");
  return [{ ...base, vlan: arrival.vlan, segment, outputs: "", flood: false }];
}

/** Where frames to one address go: learnt, or written by Neutron's l2population. */
function unicastRow(flow: Placed): readonly Row[] {
  const mac = macIn(flow.match);
  const outputs = outputsOf(flow.actions);
  const vlan = vlanIn(flow.match);
  if (mac === null || outputs.length === 0 || flow.match.includes("/")) {
    if (mac === null || outputs.length === 0 || vlan === null) return [];
  }
  return [{ key: nameOf(flow), bridge: flow.bridge, mac: mac ?? "", vlan: vlan ?? unknown("any VLAN"), outputs: outputs.join(" ") }];
}

/** " port  VLAN  MAC                Age" and its rows; ports by number, or LOCAL. */
function macRows(all: Sections, bridge: string): readonly Row[] {
  const lines = linesOrUnknown(all, `fdb ${bridge}`);
  if ("unknown" in lines) return [];
  return lines.flatMap((line) => {
    const [, port, vlan, mac = ""] = /^\s*(\S+)\s+(\d{1,5})\s+([0-9a-f:]{17})\s+\S+/i.exec(line) ?? [];
    return port === undefined
      ? []
      : [{ key: `${bridge} ${vlan} ${mac.toLowerCase()}`, bridge, vlan: Number(vlan), mac: mac.toLowerCase(), port }];
  });
}

function macTable(all: Sections, bridge: string): Row & { readonly evicted: Value } {
  const lines = linesOrUnknown(all, `stats ${bridge}`);
  const absent = unknown("this Open vSwitch does not show the statistics of its address table");
  const text = "unknown" in lines ? "" : lines.join("\n");
  const find = (pattern: RegExp): Value => {
    const found = pattern.exec(text)?.[1];
    return found === undefined ? absent : decimal(found, "address table");
  };
  return {
    key: bridge,
    macs: find(/Current\/maximum MAC entries in the table: (\d+)\/\d+/),
    most: find(/Current\/maximum MAC entries in the table: \d+\/(\d+)/),
    evicted: find(/evicted MAC entries\s*: (\d+)/),
    moved: find(/port moved MAC entries\s*: (\d+)/),
  };
}

/** "  lookups: hit:11 missed:8 lost:0", once for each datapath. */
function lookups(lines: ReturnType<typeof linesOrUnknown>): Readonly<Record<string, Value>> {
  if ("unknown" in lines) return { hit: lines, missed: lines, upcallsLost: lines };
  const found = lines.flatMap((line) => {
    const match = /^\s*lookups: hit:(\d+) missed:(\d+) lost:(\d+)/.exec(line);
    return match === null ? [] : [match];
  });
  if (found.length === 0) {
    const none = unknown("the datapath does not say what it lost");
    return { hit: none, missed: none, upcallsLost: none };
  }
  const of = (at: number): Value =>
    sum(
      found.map((match) => decimal(match[at], "lookups")),
      "lookups",
    );
  return { hit: of(1), missed: of(2), upcallsLost: of(3) };
}

const total = (values: readonly Value[]): Value => (values.length === 0 ? unparsable("no bridge was shown") : sum(values, "evicted"));

/** Two flows that read alike differ in what is not printed; their counts belong together no more than their names do. */
function unique(rows: readonly Row[]): readonly Row[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const times = (seen.get(row.key) ?? 0) + 1;
    seen.set(row.key, times);
    return times === 1 ? row : { ...row, key: `${row.key} (${times})` };
  });
}
