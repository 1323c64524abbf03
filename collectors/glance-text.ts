import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, type Unknown, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "./failure.ts";
import { decimal, fraction } from "./number.ts";
import { linesOf, sections, type Sections } from "./section.ts";
import { MOST_ADDRESSES } from "./glance-script.ts";

export function parseGlance(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const sockets = countsOf(all, "sockets");
  const neighbours = countsOf(all, "neighbours");
  const addresses = listOf(all, "addresses");
  const daemons = linesOf(all, "daemons").filter((line) => line.trim() !== "");
  const waits = listOf(all, "waits");
  const [load, cpus, blocked] = linesOf(all, "load");
  return {
    fields: {
      established: sockets("ESTAB"),
      synSent: sockets("SYN-SENT"),
      synReceived: sockets("SYN-RECV"),
      closeWait: sockets("CLOSE-WAIT"),
      finWait: sum(sockets("FIN-WAIT-1"), sockets("LAST-ACK")),
      lookups: numberIn(all, "lookups"),
      waits: "why" in waits ? unknown(waits.why) : waits.lines.length,
      bondLegsDown: numberIn(all, "bonds"),
      login: first(all, "login"),
      switchRuns: all.has("switch") ? linesOf(all, "switch")[0] === "1" : unknown("it was not asked for"),
      neighboursFailed: sum(neighbours("FAILED"), neighbours("INCOMPLETE")),
      vrrpSockets: numberIn(all, "vrrp"),
      daemonsHeld: heldOf(daemons.map(daemonOf)),
      daemons: daemons.length,
      cpuPressure: pressureOf(all, "cpu"),
      ioPressure: pressureOf(all, "io"),
      load1: fraction(load?.trim(), "load"),
      cpus: decimal(cpus?.trim(), "CPUs"),
      blocked:
        blocked === undefined ? unknown("this kernel does not count blocked processes") : decimal(blocked.trim(), "blocked processes"),
    },
    tables: {
      // That there are none is something else than that nobody listed them.
      ...("why" in addresses ? {} : { addresses: addresses.lines.slice(0, MOST_ADDRESSES).map(addressOf) }),
      waits: "why" in waits ? [] : waits.lines.map(waitOf),
    },
  };
}

/** The table, where it stands among the fields of a namespace: there if not all addresses are known. */
export const ADDRESSES = "addresses";

/** Why what this glance lists are not all addresses that there are; null where they are. One that is not listed may have moved, or not. */
export function whyUnlisted({ tables }: Reading): Unknown | null {
  const listed = tables?.["addresses"];
  if (listed === undefined) return unknown("the addresses could not be listed");
  return listed.length < MOST_ADDRESSES ? null : unknown(`there are ${MOST_ADDRESSES} addresses or more, and no further ones were listed`);
}

type List = { readonly lines: readonly string[] } | { readonly why: string };

function listOf(all: Sections, name: string): List {
  // What was read before this part was asked for has no such section.
  if (!all.has(name) && name === "waits") return { why: "it was not asked for" };
  const lines = linesOf(all, name).filter((line) => line.trim() !== "");
  const mark = lines.find((line) => line.startsWith("!"));
  if (mark === undefined) return { lines };
  return { why: REASONS[mark] ?? `${mark.slice(1)} is not installed` };
}

const REASONS: Readonly<Record<string, string>> = {
  "!failed": "the tool that lists it ended with an error",
  "!absent": "this kernel does not show it",
  "!many": "there are too many connections to look at each",
  "!diag": "the kernel's diagnosis of sockets is not loaded",
};

/** "   4 ESTAB": what is not named there is 0. */
function countsOf(all: Sections, name: string): (state: string) => Value {
  const list = listOf(all, name);
  if ("why" in list) return () => unknown(list.why);
  const counts = new Map(
    list.lines.map((line): readonly [string, number | Value] => {
      const words = /^\s*(\d+) (\S+)\s*$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not a count`);
      return [words[2] ?? "", decimal(words[1], name)];
    }),
  );
  return (state) => counts.get(state) ?? 0;
}

function first(all: Sections, name: string): Value {
  const list = listOf(all, name);
  return "why" in list
    ? unknown("this shell was not told where SSH came in")
    : (list.lines[0]?.trim() ?? unknown("this shell was not told where SSH came in"));
}

const sum = (a: Value, b: Value): Value => (typeof a === "number" && typeof b === "number" ? a + b : typeof a === "number" ? b : a);

/** What `grep -c` or `wc -l` printed. */
function numberIn(all: Sections, name: string): Value {
  const list = listOf(all, name);
  return "why" in list ? unknown(list.why) : decimal(list.lines[0]?.trim(), name);
}

/**
 * Stopped, waiting for a disk, or for somebody to read what it logs: unix_wait_for_peer (net/unix/af_unix.c). Its own loop is none of these. What sleeps sleeps
 * somewhere: "0" is what the kernel tells whoever may not know (proc_pid_wchan in fs/proc/base.c), and then nobody knows.
 */
function daemonOf(line: string): boolean | null {
  const words = /^\d+ (\S) (\S+)$/.exec(line.trim()) ?? unparsable(`"${line.slice(0, 40)}" is not a process`);
  const [, state = "", place = ""] = words;
  if (/[TtD]/.test(state) || /unix_wait|sock_alloc_send/.test(place)) return true;
  return state === "S" && place === "0" ? null : false;
}

function heldOf(all: readonly (boolean | null)[]): Value {
  const held = all.filter((one) => one === true).length;
  return held === 0 && all.includes(null) ? unknown("what another user's process waits for needs root") : held;
}

function pressureOf(all: Sections, what: string): Value {
  const line = linesOf(all, "pressure").find((each) => each.startsWith(`${what} `));
  const share = line === undefined ? undefined : /avg10=(\d+\.\d+)/.exec(line)?.[1];
  return share === undefined ? unknown("this kernel does not measure pressure") : fraction(share, what);
}

/** "4036880 4325362 0 0 192.0.2.12:9200 192.0.2.11:47346": named by both ends. */
function waitOf(line: string): Row {
  const words = /^(\d+) (\d+) (\d+) (\d+) (\S+) (\S+)$/.exec(line.trim()) ?? unparsable(`"${line.slice(0, 60)}" is not a connection`);
  const [, unread, buffer, unsent, windowMs, local = "", peer = ""] = words;
  return {
    key: `${local} ${peer}`,
    unread: decimal(unread, "bytes to be read"),
    buffer: decimal(buffer, "a receive buffer"),
    unsent: decimal(unsent, "bytes to be sent"),
    windowMs: decimal(windowMs, "milliseconds"),
  };
}

/** "2: eth1    inet 192.0.2.11/24 scope global eth1 ...": named by interface and address. */
function addressOf(line: string): Row {
  const words = /^\d+: (\S+)\s+inet6? (\S+?)(?:\/(\d+))?\s/.exec(`${line} `) ?? unparsable(`"${line.slice(0, 60)}" is not an address`);
  const [, dev = "", address = "", length = ""] = words;
  const scope = / scope (\S+)/.exec(line)?.[1] ?? "unknown";
  return { key: `${dev} ${address}`, address, device: dev.replace(/@.*$/, ""), length: length === "" ? 32 : Number(length), scope };
}
