import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";

type Fate = "passed" | "told" | "local" | "refused" | "lost" | "error";

interface Probed {
  readonly size: number;
  readonly fate: Fate;
  readonly sent: number;
  readonly received: number;
  readonly by: string | null;
  readonly mtu: number | null;
}

const FATES: ReadonlySet<string> = new Set(["passed", "told", "local", "refused", "lost", "error"]);
const SIZE = /^size (\d{1,5}) (\w+) (\d{1,4}|-) (\d{1,4}|-) (\S+) (\d{1,6}|-)$/;

export function parseDfSweep(output: CommandOutput): Reading {
  requireExitZero(output);
  const lines = output.stdout.split("\n").filter((line) => line !== "" && line !== "CULPRIT-ARMED");
  if (lines.pop() !== "end") unparsable("the output ends before its last line");
  const said = (word: string): string | undefined => lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
  const [device = "-", mtu = "-"] = (said("device") ?? unparsable("no line about the device")).split(" ");
  const route = said("route") ?? "";
  const probed = probedIn(lines);
  const learnt = route.includes(" expires ") ? / mtu (?:lock )?(\d+)/.exec(route)?.[1] : undefined;
  const localMtu: Value = /^\d+$/.test(mtu) ? Number(mtu) : unknown(noRoute(route));
  return {
    fields: {
      ...fieldsOf(probed),
      ...(lines.includes("unsettled") ? UNSETTLED : {}),
      localMtu,
      outInterface: device === "-" ? unknown(noRoute(route)) : device,
      learntMtu: learnt === undefined ? unknown("the kernel has learnt no path MTU to this address") : Number(learnt),
      ignoresLearnt: said("mode") === "probe",
    },
    tables: { sizes: probed.map(row) },
  };
}

const unsettled = unknown("sizes were lost by chance again and again, so where they end was not settled");
const UNSETTLED: Readonly<Record<string, Value>> = {
  ...{ largestPassing: unsettled, smallestFailing: unsettled, belowFull: unsettled },
  exact: false,
};

const noRoute = (route: string): string => `no way to the target: ${route.slice(0, 80) || "ip says nothing"}`;

function probedIn(lines: readonly string[]): readonly Probed[] {
  const bySize = new Map<number, Probed>();
  for (const line of lines) {
    if (!line.startsWith("size ")) continue;
    const [, size, fate = "", sent = "-", received = "-", by = "-", mtu = "-"] =
      SIZE.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not what became of a size`);
    if (!FATES.has(fate)) unparsable(`${fate} is no fate`);
    const number = (text: string): number => (text === "-" ? 0 : Number(text));
    const before = bySize.get(Number(size));
    const now: Probed = {
      size: Number(size),
      fate: fate as Fate, // one of FATES, looked up above
      sent: number(sent) + (before?.sent ?? 0),
      received: number(received) + (before?.received ?? 0),
      by: by === "-" ? null : by,
      mtu: mtu === "-" ? null : Number(mtu),
    };
    // A size that was asked again and passed once is one that passes.
    bySize.set(now.size, before?.fate === "passed" ? { ...now, fate: "passed" } : now);
  }
  const probed = [...bySize.values()].toSorted((a, b) => a.size - b.size);
  if (probed.length < 1) unparsable("no size was probed");
  return probed;
}

function fieldsOf(probed: readonly Probed[]): Readonly<Record<string, Value>> {
  const sizes = (keep: (fate: Fate) => boolean): readonly Probed[] => probed.filter(({ fate }) => keep(fate));
  const [passed, failed] = [sizes((fate) => fate === "passed"), sizes((fate) => fate !== "passed")];
  const silent = sizes((fate) => fate === "lost" || fate === "refused");
  const [smallest, full] = [probed[0], probed.at(-1)];
  if (smallest === undefined || full === undefined) return unparsable("no size was probed");
  const largestPassing = passed.at(-1)?.size ?? 0;
  const smallestFailing = failed[0]?.size;
  const monotone = smallestFailing === undefined || smallestFailing > largestPassing;
  const told = failed.find(({ mtu, fate }) => mtu !== null && fate === "told") ?? failed.find(({ mtu }) => mtu !== null);
  const smallPassed = smallest.fate === "passed";
  const nobody = unknown(failed.length === 0 ? "nothing was refused" : "no hop said why");
  return {
    full: full.size,
    small: smallest.size,
    smallPassed,
    fullPassed: full.fate === "passed",
    largestPassing,
    smallestFailing: smallestFailing ?? unknown("every size passed"),
    belowFull: smallPassed ? full.size - largestPassing : unknown("not even small probes came back"),
    exact: smallestFailing === undefined || smallestFailing === largestPassing + 1,
    sizeDecides: smallPassed && failed.length > 0 && monotone,
    failure: failureOf(failed),
    reportedMtu: told?.mtu ?? nobody,
    reportedBy: told?.by ?? (told === undefined ? nobody : "this host itself"),
    sent: total(probed, "sent"),
    received: total(probed, "received"),
    smallReceived: smallest.received,
    vanished: vanishedOf({ smallPassed, monotone, told: failed.some(({ fate }) => fate === "told"), full, silent }),
    vanishedSizes: silent.length,
  };
}

interface Silence {
  readonly smallPassed: boolean;
  readonly monotone: boolean;
  readonly told: boolean;
  readonly full: Probed;
  readonly silent: readonly Probed[];
}

/** What nobody said a word about, of sizes that are not held back by random loss: nothing larger came through. */
function vanishedOf({ smallPassed, monotone, told, full, silent }: Silence): Value {
  if (!smallPassed || told) return 0;
  if (monotone) return total(silent, "sent") - total(silent, "received");
  // Asked three times, and a larger one passes: it is loss, which may hide what the full size meets.
  return silent.includes(full) ? unknown("smaller sizes were lost as well, by chance, so the full size proves nothing") : 0;
}

/** One word for how sizes failed; silence is said only when nobody spoke. */
function failureOf(failed: readonly Probed[]): string {
  if (failed.length === 0) return "none";
  const fates = new Set(failed.map(({ fate }) => fate));
  return ["told", "lost", "refused", "local"].find((fate) => fates.has(fate as Fate)) ?? "error";
}

const total = (probed: readonly Probed[], of: "sent" | "received"): number => probed.reduce((sum, each) => sum + each[of], 0);

const row = ({ size, fate, sent, received, by, mtu }: Probed): Row => ({
  key: String(size),
  fate,
  sent,
  received,
  by: by ?? "nobody",
  mtu: mtu ?? unknown("none was reported"),
});
