import type { CommandOutput } from "#machines/contract/collector.ts";
import { unknown, type Reading, type Row, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { linesOf, sections, type Sections } from "../section.ts";
import { sampleOf, spellsOf, type Hold, type Sample, type Spell } from "./holds.ts";

/** Three samples in a row: any daemon that writes is found waiting for its disk now and then, but not for long. */
const LONG_MS = 600;

const HELD: readonly Exclude<Hold, "free">[] = ["stopped", "logReader", "frozen", "disk", "cpu", "other"];

export function parseVrrpDaemon(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections({ ...output, stdout: output.stdout.replace(/^CULPRIT-ARMED\n/m, "") });
  const [process = "", , count] = linesOf(all, "daemon");
  const [, pid, name = ""] = /^(\d+) (\S+)$/.exec(process) ?? unparsable("the daemon has no number and name");
  const lines = linesOf(all, "samples").filter((line) => line !== "");
  const gone = lines.some((line) => line.endsWith(" gone"));
  const samples = lines.filter((line) => !line.endsWith(" gone")).map(sampleOf);
  const spells = spellsOf(samples);
  const enough = samples.length >= 3 ? null : unknown(gone ? "the daemon ended while it was watched" : "too few samples");
  const longest = (hold: Hold): number => Math.max(0, ...spells.filter((spell) => spell.hold === hold).map(({ ms }) => ms));
  const held = HELD.toSorted((a, b) => longest(b) - longest(a))[0] ?? "other";
  const isHeld = longest(held) >= LONG_MS;
  const of = (hold: Hold): Value => enough ?? longest(hold);
  const heldBy = (hold: Hold): Value => enough ?? (isHeld && held === hold);
  return {
    fields: {
      looked: true,
      daemon: `${name} (${pid})`,
      daemons: decimal(count, "daemons"),
      samples: samples.length,
      gone,
      freeRunning: enough ?? !isHeld,
      heldBy: enough ?? (isHeld ? held : "nothing"),
      longestHoldMs: enough ?? longest(held),
      heldByStop: heldBy("stopped"),
      heldByLogReader: heldBy("logReader"),
      heldByFreeze: heldBy("frozen"),
      heldByDisk: heldBy("disk"),
      heldByCpu: heldBy("cpu"),
      stoppedMs: of("stopped"),
      logReaderMs: of("logReader"),
      frozenMs: of("frozen"),
      diskMs: of("disk"),
      cpuMs: of("cpu"),
      otherMs: of("other"),
      ranMs: enough ?? between(samples, "ranMs"),
      waitedMs: enough ?? between(samples, "waitedMs"),
      throttled: throttled(all),
      reader: readerOf(all),
      readerStoppedShare: readerStopped(all, samples),
    },
    tables: { waits: waitsOf(all, { name, pid: pid ?? "" }, spells) },
  };
}

const between = (samples: readonly Sample[], field: "ranMs" | "waitedMs"): number =>
  Math.max(0, Math.round((samples.at(-1)?.[field] ?? 0) - (samples[0]?.[field] ?? 0)));

function throttled(all: Sections): Value {
  const read = (section: string): number | null => {
    const found = /^nr_throttled (\d{1,15})$/m.exec(linesOf(all, section).join("\n"))?.[1];
    return found === undefined ? null : Number(found);
  };
  const [before, after] = [read("group"), read("group after")];
  return before === null || after === null ? unknown("the control group of the daemon has no CPU statistics") : Math.max(0, after - before);
}

const readerOf = (all: Sections): Value =>
  linesOf(all, "reader")[0]?.replace(/^(\d+) (.+)$/, "$2 ($1)") ?? unknown("nobody reads /dev/log");

function readerStopped(all: Sections, samples: readonly Sample[]): Value {
  if (linesOf(all, "reader").length === 0) return unknown("nobody reads /dev/log");
  if (samples.length === 0) return unknown("no sample");
  return samples.filter(({ reader }) => /^[TtDZX]$/.test(reader)).length / samples.length;
}

/** What it waited for, by name: the process, log reader, file system, disk or control group. */
function waitsOf(all: Sections, daemon: { readonly name: string; readonly pid: string }, spells: readonly Spell[]): readonly Row[] {
  const rows = new Map<string, Record<Exclude<Hold, "free">, number>>();
  for (const { hold, ms, descriptor } of spells) {
    if (hold === "free" || ms === 0) continue;
    const key = objectOf(all, daemon, { hold, descriptor });
    const row = rows.get(key) ?? { stopped: 0, logReader: 0, frozen: 0, disk: 0, cpu: 0, other: 0 };
    row[hold] = Math.max(row[hold], ms);
    rows.set(key, row);
  }
  return [...rows].map(([key, row]) => ({
    key,
    stoppedMs: row.stopped,
    logReaderMs: row.logReader,
    frozenMs: row.frozen,
    diskMs: row.disk,
    cpuMs: row.cpu,
    otherMs: row.other,
  }));
}

function objectOf(
  all: Sections,
  { name, pid }: { readonly name: string; readonly pid: string },
  { hold, descriptor }: { readonly hold: Hold; readonly descriptor: string | null },
): string {
  const file = linesOf(all, "files")
    .find((line) => descriptor !== null && line.startsWith(`${descriptor} `))
    ?.replace(/^\d+ /, "");
  const mounts = linesOf(all, "mounts").map((line) => line.split(" "));
  // Without a file of its own it waits for the log's reader, which waits for the disk of the log.
  const mount =
    mounts.find(([path]) => path === file) ??
    mounts.find(([path = ""]) => file?.startsWith("socket:") === true && path.startsWith("/var/log"));
  if (hold === "logReader") {
    if (file?.startsWith("pipe:") === true) return `the reader of the pipe that ${name} logs to (descriptor ${descriptor ?? "?"})`;
    const reader = linesOf(all, "reader")[0]?.replace(/^\d+ /, "");
    return reader === undefined ? "the reader of /dev/log" : `${reader}, the reader of /dev/log`;
  }
  if (hold === "frozen") return mount?.[2] ?? "a file system";
  if (hold === "disk") return mount === undefined ? "a disk" : `the disk of ${mount[2]} (${mount[4]})`;
  if (hold === "cpu")
    return Number(throttled(all)) > 0 ? `the control group of ${name}, ${linesOf(all, "group")[0] ?? "/"}` : "the CPUs of the host";
  return `${name}'s VRRP process (${pid})`;
}
