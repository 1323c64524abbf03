import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, type Unknown, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { fraction, sum } from "../number.ts";
import { isProgramDrop } from "../program-drops.ts";
import { linesOf, sections, type Sections } from "../section.ts";
import { countRows, type Counted, type Counts, histRows, keyOf, programRows } from "./rows.ts";
import { functionOf, isNoise } from "./noise.ts";

export function parseDropReasons(output: CommandOutput): Reading {
  requireExitZero(output);
  // The transport takes the line out; a recording may still have it.
  const all = sections({ ...output, stdout: output.stdout.replace(/^CULPRIT-ARMED\n/, "") });
  const kernel = linesOf(all, "kernel")[0] ?? unparsable("the kernel does not say its release");
  const { drops, ...found } = all.has("drops") ? byProgram(all) : byTrace(all);
  const counted = fields(drops, { ...found, rulesEndElsewhere: olderThan67(kernel) });
  return {
    fields: { ...counted, windowSeconds: windowSeconds(linesOf(all, "window")[0]) },
    tables: { reasons: rows(drops) },
  };
}

interface Found extends Counts {
  readonly withReasons: boolean;
  /** Why no interface is known of any drop. */
  readonly without?: Unknown;
}

const byProgram = (all: Sections): Found => ({
  ...programRows(linesOf(all, "drops"), linesOf(all, "lost")[0]),
  withReasons: linesOf(all, "reasons")[0] === "given",
});

function byTrace(all: Sections): Found {
  const format = linesOf(all, "format").join("\n");
  const said = all.has("without") ? linesOf(all, "without")[0] : undefined;
  const without = unknown(`the trace of the kernel does not name the interface${said === undefined || said === "" ? "" : `, and ${said}`}`);
  const counts = all.has("hist")
    ? histRows(linesOf(all, "hist"), { format, without })
    : countRows(linesOf(all, "counts"), { overrun: linesOf(all, "overrun"), without });
  return { ...counts, without, withReasons: format.includes("reason") };
}

/** /proc/uptime when it was armed and when it was stopped, in hundredths. */
function windowSeconds(line: string | undefined): number {
  const [from, to] = (line ?? "").split(" ").map((word) => fraction(word, "uptime"));
  if (from === undefined || to === undefined || to < from) return unparsable("the window has no beginning and end");
  return Math.round((to - from) * 100) / 100;
}

interface Kernel extends Omit<Found, "drops"> {
  readonly rulesEndElsewhere: boolean;
}

function fields(drops: readonly Counted[], kernel: Kernel): Readonly<Record<string, Value>> {
  const count = (keep: (drop: Counted) => boolean): Value =>
    sum(
      drops.filter(keep).map(({ packets }) => packets),
      "packets",
    );
  const known = (test: (reason: string, at: string) => boolean): Value =>
    byReason(drops, kernel, (drop) => test(drop.reason, functionOf(drop.location)));
  return {
    total: count(() => true),
    cpuBacklog: known((reason, at) => reason === "CPU_BACKLOG" || at === "enqueue_to_backlog"),
    netfilter: known((reason, at) => reason === "NETFILTER_DROP" || (reason === "-" && at === "nf_hook_slow")),
    ...netfilterParts(drops, kernel),
    qdisc: known((reason) => QDISC.has(reason)),
    socketRcvbuf: known((reason) => reason === "SOCKET_RCVBUFF"),
    fullRing: known((reason) => reason === "FULL_RING"),
    packetProgram: known(isProgramDrop),
    ipRpfilter: known((reason) => reason === "IP_RPFILTER"),
    noise: count(isNoise),
    placed: kernel.without ?? count(({ device }) => !isUnknown(device)),
    lost: kernel.lost,
    lowerBound: typeof kernel.lost === "number" ? kernel.lost > 0 : kernel.lost,
  };
}

/** QDISC_DROP since 5.18; the finer ones come with newer kernels. */
const QDISC: ReadonlySet<string> = new Set([
  "QDISC_DROP",
  "QDISC_OVERLIMIT",
  "QDISC_CONGESTED",
  "CAKE_FLOOD",
  "FQ_BAND_LIMIT",
  "FQ_HORIZON_LIMIT",
  "FQ_FLOW_LIMIT",
  "DUALPI2_STEP_DROP",
]);

/** A count by reason is unknown when drops are there whose reason could not be read, and nothing else named it. */
function byReason(drops: readonly Counted[], kernel: Kernel, keep: (drop: Counted) => boolean): Value {
  const found = sum(
    drops.filter(keep).map(({ packets }) => packets),
    "packets",
  );
  if (found !== 0) return found;
  if (!kernel.withReasons && drops.length > 0)
    return unknown("this kernel gives no drop reasons (they came with Linux 5.17), and no function named it");
  return drops.some(({ reason }) => !/^[A-Z]/.test(reason) && reason !== "-" && !isSubsystem(reason))
    ? unknown("a drop reason could not be decoded")
    : found;
}

function netfilterParts(drops: readonly Counted[], kernel: Kernel): { readonly netfilterRule: Value; readonly netfilterCore: Value } {
  const own = drops.filter(
    ({ reason, location }) => reason === "NETFILTER_DROP" || (reason === "-" && functionOf(location) === "nf_hook_slow"),
  );
  const at = (names: ReadonlySet<string>): Value =>
    sum(
      own.filter(({ location }) => names.has(functionOf(location))).map(({ packets }) => packets),
      "packets",
    );
  if (own.length > 0 && own.some(({ location }) => !/^[a-z_]/i.test(location))) {
    const hashed = unknown(
      own.some(({ location }) => location === "-")
        ? "the function that dropped some of them has no name any more: its module was unloaded"
        : "this kernel prints hashed addresses instead of functions and has no histogram triggers",
    );
    return { netfilterRule: hashed, netfilterCore: hashed };
  }
  if (own.length > 0 && kernel.rulesEndElsewhere) {
    const mixed = unknown("before Linux 6.7 drops by rules and by connection tracking end in the same function, nf_hook_slow");
    return { netfilterRule: mixed, netfilterCore: mixed };
  }
  return byReason(drops, kernel, ({ reason }) => reason === "NETFILTER_DROP") === 0 || own.length > 0
    ? { netfilterRule: at(RULE), netfilterCore: at(CORE) }
    : {
        netfilterRule: unknown("a drop reason could not be decoded"),
        netfilterCore: unknown("a drop reason could not be decoded"),
      };
}

const RULE: ReadonlySet<string> = new Set(["nft_do_chain", "ipt_do_table", "ip6t_do_table"]);
const CORE: ReadonlySet<string> = new Set(["nf_hook_slow", "nf_hook_slow_list"]);

/** Reasons with a subsystem in the upper half (Open vSwitch, mac80211; since 6.4) are printed as numbers; none of ours is among them. */
const isSubsystem = (reason: string): boolean => /^(0x)?[0-9a-f]+$/i.test(reason) && Number(reason) > 0xffff;

/** netfilter: "make nftables drops visible in net dropmonitor", merged for 6.7, frees the packet in nft_do_chain itself. */
function olderThan67(release: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(release) ?? unparsable(`"${release.slice(0, 40)}" is not a kernel release`);
  return Number(major) < 6 || (Number(major) === 6 && Number(minor) < 7);
}

function rows(drops: readonly Counted[]): readonly Row[] {
  return drops.map((drop) => ({
    key: keyOf(drop),
    packets: drop.packets,
    reason: drop.reason,
    function: drop.location === "-" ? unknown("the function has no name any more") : functionOf(drop.location),
    device: drop.device,
    namespace: drop.namespace,
    noise: isNoise(drop),
  }));
}
