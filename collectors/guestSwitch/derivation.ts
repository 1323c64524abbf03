import type { Derivation, Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { gauge, saying, state } from "../field.ts";
import { nothingKnown, numberIn, textIn } from "../guest-rows.ts";
import type { Segment } from "../guest-legs.ts";
import { COMPUTE, guestMac, solve, type Solved } from "../guest-solve.ts";
import { evicted, flowDrops, most, upcallsLost, type FlowDrops } from "../guest-flow-drops.ts";
import { stale } from "./fdb.ts";
import { givenUp } from "./given-up.ts";
import { chainFor, ruleDrops, type RuleDrops } from "../guest-rule-drops.ts";
import { otherOf, switchOf, type Switch } from "../guest-switch.ts";
import { tagOfPort } from "./tag.ts";
import { tunnelTo, type TunnelTo } from "./tunnel.ts";

const fields = {
  portUnbound: saying(state("The devices of this host's port are there, and the virtual switch does not have it, or could not make it."), {
    no: "The virtual switch has this host's port, or the port has no devices here",
  }),
  tagWrong: saying(state("Its tag is another one than its network's."), {
    yes: "The port's tag is another one than its network's",
    no: "The port's tag is its network's",
  }),
  tunnelMissing: saying(state("This host's switch has no tunnel to the other one, or leaves it out of what goes to everybody."), {
    no: "This host's switch has a tunnel to the other one, and uses it for what goes to everybody",
  }),
  staleEntry: saying(state("This host's switch sends frames for the guest elsewhere than where it is."), {
    no: "This host's switch does not send frames for the guest elsewhere than where it is",
  }),
  flowDrops: gauge(
    "packets",
    "Dropped in the window by the one flow that dropped most and is nobody's security, or given up because flows lead nowhere.",
  ),
  groupDrops: gauge("packets", "Dropped in the window by security group rules, of the filter or of the switch."),
  spoofDrops: gauge("packets", "Dropped in the window because the sender's address is not the port's."),
  ruleDrops: gauge("packets", "Dropped in the window by the one other filter rule whose count is about what is lost in the filter."),
  upcallsLost: gauge("packets", "Lost in the window because the queue to ovs-vswitchd was full."),
  evicted: gauge("entries", "Learnt addresses that a full table pushed out in the window."),
  agentDown: saying(state("Neutron's agent belongs on this host and does not run."), {
    no: "Neutron's agent runs on this host, or does not belong there",
  }),
} as const;

/**
 * What is wrong with the virtual switch and the filters on one end of a guest's path: worked out from the switches of both ends, and from what their
 * flows and rules dropped in the window.
 *
 * Shape:
 *     ovsPorts on cmp1, gre-0a14000b to 10.20.0.11; on cmp2, address 10.20.0.13
 *     ovsFlows on cmp1 (before, after), br-int table 0: priority 500 ip,nw_dst=10.1.0.12: +10
 *     ovsFlows on cmp1 (before, after), drop_action_recursion_too_deep: +0
 *     firewall on cmp2 (before, after), neutron-openvswi-i7be04d52-c: +0
 * Fields: about the port on the host that it is asked for: the guest's on its own host, the prober's on the other. A tag is wrong when the agent noted
 *   another one, when it is 4095, or when no flow leads that VLAN anywhere while others are led. A tunnel is missing when there are others and none
 *   leads to an address of the other host, or when the VLAN's list for everybody lacks it.
 *   Example: tunnelMissing = true, tagWrong = false, flowDrops = 0, portUnbound = false
 * Empty: drops of flows without any condition (what is left over) are nobody's, and not counted here.
 * Fails: with its sources. Rules without a counter make groupDrops and ruleDrops unknown while they are 0. Without a second host no tunnel is compared.
 * Source: neutron/plugins/ml2/drivers/openvswitch/agent/common/constants.py (tables, DEAD_VLAN_TAG), neutron/agent/linux/iptables_firewall.py (chains)
 */
export const guestSwitch = {
  id: "guestSwitch",
  title: "what the switch does to it",
  about: "Compares tags, tunnels, learnt addresses and drops of the virtual switches at both ends of a guest's path.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  fields,
  tables: {
    ports: { wrong: gauge("", "1: its tag is wrong, or it is not bound."), why: state("Why.") },
    tunnels: { missing: gauge("", "1: it is missing."), why: state("Why.") },
    flows: { dropped: gauge("packets", "In the window.") },
    chains: { dropped: gauge("packets", "In the window.") },
    rules: { dropped: gauge("packets", "In the window.") },
    entries: { wrong: gauge("", "1: it leads elsewhere.") },
  },
  from: ["ovsPorts", "ovsFlows", "firewall", "guestFrames", "guestProbe"],
  derive,
} as const satisfies Derivation;

function derive(given: Given): Reading {
  const own = switchOf(given, given.host.key);
  if ("unknown" in own) return { fields: nothingKnown(fields, own) };
  const otherKey = otherOf(given);
  const other = otherKey === null ? null : switchOf(given, otherKey);
  const tag = tagOfPort(own);
  const tunnel = tunnelOf(own, other);
  const solved = solve(given);
  const losing =
    "unknown" in solved ? [] : [...solved.losing, ...(solved.large?.losing ?? [])].filter(({ host }) => host === given.host.key);
  const drops = flowDrops(own);
  const rules = ruleDrops(given);
  const counted = countsOf({ drops: withGivenUp(drops, givenUp(given)), rules, losing, untraced: "unknown" in solved ? solved : null });
  const wrongEntry = "unknown" in solved ? null : staleOf(given, { own, other, mac: guestMac(given, solved) });
  const bound = boundOf(given, own);
  const agent = own.ports.fields;
  return {
    fields: {
      portUnbound: bound.ok ? false : unboundOf(given, solved),
      tagWrong: tag.wrong,
      tunnelMissing: tunnel.missing,
      staleEntry: "unknown" in solved ? solved : wrongEntry !== null,
      ...counted.fields,
      upcallsLost: upcallsLost(own),
      evicted: evicted(own),
      agentDown: agent["agentConfigured"] === true && agent["agentRunning"] === false,
    },
    tables: {
      ports:
        own.port === null
          ? [{ key: bound.name, wrong: 1, why: bound.why }]
          : [{ key: own.port.key, wrong: tag.wrong === true || !bound.ok ? 1 : 0, why: tag.why || bound.why }],
      tunnels: tunnel.name === "" ? [] : [{ key: tunnel.name, missing: tunnel.missing === true ? 1 : 0, why: tunnel.why }],
      ...counted.tables(own.port?.key ?? bound.name),
      entries: wrongEntry === null ? [] : [{ key: wrongEntry.key, wrong: 1 }],
    },
  };
}

/** A frame that is given up met no flow that drops, and it is a flow that led it there. */
const withGivenUp = (drops: FlowDrops | Unknown, more: readonly Row[]): FlowDrops | Unknown =>
  "unknown" in drops ? drops : { ...drops, others: [...drops.others, ...more] };

function tunnelOf(own: Switch, other: Switch | Unknown | null): TunnelTo {
  if (other === null) return { missing: false, name: "", why: "" };
  return "unknown" in other ? { missing: other, name: "", why: "" } : tunnelTo(own, other);
}

interface Ends {
  readonly own: Switch;
  readonly other: Switch | Unknown | null;
  readonly mac: string | null;
}

function staleOf(given: Given, { own, other, mac }: Ends): Row | null {
  if (given.host.role === COMPUTE) return stale(own, own, mac);
  return other === null || "unknown" in other ? null : stale(own, other, mac);
}

/** A port of the guest's host has to be there; the prober's may be a namespace's own device, or unknown to us. */
function boundOf(given: Given, { port }: Switch): { readonly ok: boolean; readonly name: string; readonly why: string } {
  const role = given.host.role;
  const name = (role === COMPUTE ? given.args["tap"] : given.args["proberTap"]) ?? "";
  if (port === null)
    return role === COMPUTE ? { ok: false, name, why: "the virtual switch has no port of it" } : { ok: true, name, why: "" };
  const { ofport } = port;
  const error = textIn(port, "error");
  if (isUnknown(ofport)) return { ok: false, name: port.key, why: error || `the virtual switch gave it no number: ${ofport.unknown}` };
  const bad = numberIn(port, "ofport") <= 0 || error !== "";
  return { ok: !bad, name: port.key, why: bad ? error || "it has no number" : "" };
}

/** Open vSwitch does not have the port: that is wrong only where the port's devices exist, and no Linux bridge of a whole network has the tap. */
function unboundOf(given: Given, solved: Solved | Unknown): boolean {
  if (given.host.role !== COMPUTE || "unknown" in solved) return true;
  if (solved.guestChain === null) return false;
  const { edge } = solved.guestChain;
  const master = textIn(
    solved.guest.devices.find(({ key }) => key === edge),
    "master",
  );
  return /^(?:none|qbr.*|ovs-.*|)$/.test(master);
}

interface Counting {
  readonly drops: FlowDrops | Unknown;
  readonly rules: RuleDrops | Unknown;
  readonly losing: readonly Segment[];
  /** Why nobody knows what is lost where. */
  readonly untraced: Unknown | null;
}

/** Drops by kind; those of others count only where about as many frames are lost: a host's filter has drops of its own all day. */
function countsOf({ drops, rules, losing, untraced }: Counting) {
  const flows = "unknown" in drops ? null : drops;
  const filter = "unknown" in rules ? null : rules;
  const lost = losing.map((segment) => segment.in - segment.out);
  const about = (row: Row): boolean => lost.some((each) => Math.abs(numberIn(row, "dropped") - each) <= Math.max(2, each / 2));
  const otherRules = (filter?.others ?? []).filter(about);
  const counts = (own: readonly Row[] | undefined, inFilter: readonly Row[]): Value => {
    const sum = most([...(own ?? []), ...inFilter]);
    if (sum > 0) return sum;
    if ("unknown" in drops) return drops;
    if ("unknown" in rules) return rules;
    if (isUnknown(rules.uncounted)) return rules.uncounted;
    return rules.uncounted && losing.some(({ place }) => place === "filter") ? unknown("a rule that drops has no counter") : 0;
  };
  const chainRows = (port: string): readonly Row[] =>
    [...(filter?.group ?? []), ...(filter?.spoof ?? [])].map((row) => ({
      key: chainFor(row, { port, losing: losing.find(({ place }) => place === "filter") }),
      dropped: numberIn(row, "dropped"),
    }));
  return {
    fields: {
      flowDrops: "unknown" in drops ? drops : most(drops.others),
      groupDrops: counts(flows?.group, filter?.group ?? []),
      spoofDrops: counts(flows?.spoof, filter?.spoof ?? []),
      ruleDrops: untraced !== null && (filter?.others ?? []).length > 0 ? untraced : counts([], otherRules),
    } satisfies Readonly<Record<string, Value>>,
    tables: (port: string) => ({
      flows: (flows?.others ?? []).map((row) => ({ key: row.key, dropped: numberIn(row, "dropped") })),
      chains: merged([
        ...chainRows(port),
        ...[...(flows?.group ?? []), ...(flows?.spoof ?? [])].map((row) => ({ key: row.key, dropped: numberIn(row, "dropped") })),
      ]),
      rules: otherRules.map((row) => ({ key: row.key, dropped: numberIn(row, "dropped") })),
    }),
  };
}

/** Several rules of one chain are one chain. */
function merged(rows: readonly Row[]): readonly Row[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.key, (sums.get(row.key) ?? 0) + numberIn(row, "dropped"));
  return [...sums].map(([key, dropped]) => ({ key, dropped }));
}
