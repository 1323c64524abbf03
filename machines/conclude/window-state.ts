import type { Failure } from "../contract/index.ts";
import { REPRODUCTION, reproductionHost, requestKey, type Window } from "../evidence/asked.ts";
import type { Weighing } from "../judge.ts";
import { symptomShown, windowsOf } from "../standing/symptom.ts";
import { trialsToExclude } from "../statistics.ts";
import { fieldOf } from "../evidence/seen.ts";
import { numberOf } from "../evidence/window.ts";

/** Failures that may be gone when the same thing is asked again. */
export const TRANSIENT: ReadonlySet<Failure["kind"]> = new Set(["timedOut", "connectionLost", "badFrame", "channelRefused", "internal"]);

/** Where the reproduction stands, over all windows so far. */
export type Reproduced =
  /** The runbook has none: the engineer's word stands for the symptom, unless a measure says otherwise. */
  | { readonly kind: "notNeeded"; readonly shown: boolean | null }
  /** No host to send from: not given, or not reached. */
  | { readonly kind: "impossible"; readonly why: "noHost" | "unreached" }
  | { readonly kind: "notYet" }
  | { readonly kind: "shown" }
  /** Proven active, and no measure is present. `needed` probes would exclude what was asked about; null when no share was asked about. */
  | {
      readonly kind: "notShown";
      readonly sent: number | null;
      readonly needed: number | null;
      readonly enough: boolean;
      readonly percent: number | null;
    }
  /** The probe did not run, or nobody knows what it showed. */
  | { readonly kind: "unproven"; readonly ran: boolean; readonly reason: string; readonly permanent: boolean };

export function reproducedOf({ asked, judgement }: Weighing): Reproduced {
  const { runbook, unreached } = asked.facts;
  if (runbook.reproduction === undefined) return { kind: "notNeeded", shown: symptomShown(judgement.symptom) };
  const host = reproductionHost(asked);
  if (host === undefined) return { kind: "impossible", why: "noHost" };
  if (unreached[host.key] !== undefined) return { kind: "impossible", why: "unreached" };
  const windows = windowsOf(asked);
  if (windows.some((window) => window.counts)) return { kind: "shown" };
  const absent = windows.filter((window) => window.proven === true && window.shown === false);
  if (absent.length > 0) return enoughOf({ asked }, absent);
  const latest = windows.at(-1);
  if (latest === undefined || latest.pending) return { kind: "notYet" };
  const answer = asked.answers.get(requestKey({ round: latest.round, test: REPRODUCTION, host: host.key, moment: "during" }));
  const permanent = answer !== undefined && "failure" in answer && !TRANSIENT.has(answer.failure.kind);
  return { kind: "unproven", ran: latest.proven === true, reason: latest.reason, permanent };
}

/** Rule of three over all windows without the symptom. */
function enoughOf({ asked }: Pick<Weighing, "asked">, absent: readonly Window[]): Reproduced {
  const { runbook, brief } = asked.facts;
  const host = reproductionHost(asked);
  const name = runbook.reproduction?.smallestPercentInput;
  const sent = absent.reduce<number | null>((total, { round }) => {
    const answer =
      host === undefined ? undefined : asked.answers.get(requestKey({ round, test: REPRODUCTION, host: host.key, moment: "during" }));
    const count =
      answer !== undefined && "reading" in answer ? numberOf(fieldOf(answer.reading, runbook.reproduction?.sentField ?? "")) : null;
    return total === null || count === null ? null : total + count;
  }, 0);
  if (name === undefined) return { kind: "notShown", sent, needed: null, percent: null, enough: true };
  const text = brief.inputs[name] ?? runbook.inputs[name]?.default ?? "";
  const percent = text.trim() === "" ? Number.NaN : Number(text);
  const needed = trialsToExclude(percent);
  return {
    kind: "notShown",
    sent,
    needed,
    percent: needed === null ? null : percent,
    enough: sent !== null && needed !== null && sent >= needed,
  };
}
