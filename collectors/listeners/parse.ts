import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, sum } from "../number.ts";
import { linesOf, linesOrUnknown, sections, type Sections } from "../section.ts";
import { listenersIn, type Listener } from "./socket-lines.ts";

/** Descriptors a process needs besides, for logs and the like: with fewer left than this it accepts next to nothing. */
const LAST_DESCRIPTORS = 3;

export function parseListeners(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const looks = [linesOf(all, "first"), linesOf(all, "second")];
  const processes = processesIn(linesOf(all, "processes"));
  const somaxconn = setting(all, "net/core/somaxconn");
  const listening = listenersIn(looks[1] ?? []);
  const both = (states: readonly string[], inode: "0" | "1" | "any"): number =>
    Math.min(...looks.map((look) => counted(look, states, inode)));
  const queue = Math.min(...looks.map((look) => Math.max(0, ...listenersIn(look).map((each) => each.waiting))));
  const [halfOpen, unaccepted] = [both(["SYN-RECV", "03"], "any"), both(["ESTAB", "CLOSE-WAIT", "01", "08"], "0")];
  const tightest = tightestOf(processes);
  return {
    fields: {
      listening: listening.length > 0,
      acceptQueue: queue,
      acceptLimit: limitOf(listening),
      queueFull: fullness(looks),
      halfOpen,
      unaccepted,
      unserved: halfOpen + unaccepted,
      established: counted(looks[1] ?? [], ["ESTAB", "01"], "any"),
      heldCloseWait: counted(looks[1] ?? [], ["CLOSE-WAIT", "08"], "1"),
      descriptorsLeft: tightest,
      outOfDescriptors: typeof tightest === "number" ? tightest < LAST_DESCRIPTORS : tightest,
      somaxconn,
      ...countersIn(linesOf(all, "counters")),
      synBacklog: setting(all, "net/ipv4/tcp_max_syn_backlog"),
      synCookies: setting(all, "net/ipv4/tcp_syncookies"),
      resetsOnOverflow: setting(all, "net/ipv4/tcp_abort_on_overflow"),
    },
    tables: { listeners: listening.map((each) => rowOf(each, somaxconn)), processes },
  };
}

/** "count ESTAB 0 3": a state, whether the socket has an inode, which those nobody accepted yet have not, and how many. */
function counted(lines: readonly string[], states: readonly string[], inode: "0" | "1" | "any"): number {
  return lines.reduce((sum, line) => {
    if (!line.startsWith("count ")) return sum;
    const [, state = "", has, count] =
      /^count (\S+) ([01]) (\d+)$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not a count of sockets`);
    return states.includes(state) && (inode === "any" || inode === has) ? sum + Number(count) : sum;
  }, 0);
}

/** Since the network namespace was made. A name that this kernel does not print is unknown; of the three that count old timestamps one is enough. */
function countersIn(lines: readonly string[]): Readonly<Record<string, Value>> {
  const seen = new Map(lines.map((line) => line.split(" ")).map(([name = "", value]) => [name, decimal(value, name)] as const));
  const one = (name: string): Value => seen.get(name) ?? unknown(`this kernel does not count ${name}`);
  const old = ["PAWSPassive", "PAWSEstab", "PAWSTimewait"].flatMap((name) => seen.get(name) ?? []);
  const refused = [one("ListenDrops"), one("ListenOverflows"), seen.get("PAWSPassive") ?? 0];
  return {
    listenOverflows: one("ListenOverflows"),
    listenDrops: one("ListenDrops"),
    requestDrops: one("TCPReqQFullDrop"),
    requestsRefused: refused.find(isUnknown) ?? Math.max(0, Number(refused[0]) - Number(refused[1]) - Number(refused[2])),
    requestCookies: one("TCPReqQFullDoCookies"),
    oldTimestamps: old.length === 0 ? unknown("this kernel does not count refused timestamps") : sum(old, "refused timestamps"),
  };
}

function limitOf(listening: readonly Listener[]): Value {
  const [first] = listening;
  if (first === undefined) return unknown("nothing listens on this port");
  const limits = listening.map(({ limit }) => limit);
  return limits.some((limit) => limit === null)
    ? unknown("without ss the limit of a listening socket cannot be seen")
    : Math.min(...limits.map((limit) => limit ?? 0));
}

/** Full means more than the limit: the kernel refuses when the queue is longer than the backlog (sk_acceptq_is_full). */
function fullness(looks: readonly (readonly string[])[]): Value {
  const all = looks.flatMap((look) => listenersIn(look));
  if (all.length === 0) return unknown("nothing listens on this port");
  if (all.some(({ limit }) => limit === null)) return unknown("without ss the limit of a listening socket cannot be seen");
  return all.some(({ waiting, limit }) => limit !== null && waiting > limit);
}

function processesIn(lines: readonly string[]): readonly Row[] {
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [pid = "", open, limit, name = ""] = line.split(" ");
      const number = (text: string | undefined, what: string): Value =>
        text === undefined || text === "-" || text === "unlimited"
          ? unknown(`${what} of process ${pid} could not be read`)
          : decimal(text, what);
      return { key: `${name} (${pid})`, open: number(open, "open descriptors"), limit: number(limit, "the limit of descriptors") };
    });
}

function tightestOf(processes: readonly Row[]): Value {
  if (processes.length === 0) return unknown("no process was seen to listen on this port: it takes root to see whose socket it is");
  let least: number | null = null;
  for (const { open, limit } of processes) {
    if (typeof open !== "number" || typeof limit !== "number") return (typeof open === "number" ? limit : open) ?? unknown("not read");
    least = Math.min(least ?? Number.MAX_SAFE_INTEGER, Math.max(0, limit - open));
  }
  return least ?? 0;
}

function setting(all: Sections, path: string): Value {
  const lines = linesOrUnknown(all, `/proc/sys/${path}`);
  return "unknown" in lines ? lines : decimal(lines[0]?.trim(), path);
}

/** "192.0.2.12:8081 web (backlog 8 = net.core.somaxconn)": address, owner, and where the limit comes from. */
function rowOf({ address, waiting, limit, owner }: Listener, somaxconn: Value): Row {
  const from = limit === null ? "" : ` (backlog ${limit}${limit === somaxconn ? " = net.core.somaxconn" : ""})`;
  return {
    key: `${address}${owner === "" ? "" : ` ${owner}`}${from}`,
    address: address.slice(0, address.lastIndexOf(":")),
    waiting,
    limit: limit ?? unknown("its limit cannot be seen"),
    weight: waiting + 1,
  };
}
