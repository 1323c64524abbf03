import type { Catalogue, Runbook } from "#machines/contract/index.ts";
import { NOTHING, silent, type Answer, type Cost } from "../baselines/answer.ts";
import { checklist } from "../baselines/checklist.ts";
import { priorOf, priorOnly, type Prior } from "../baselines/prior.ts";
import { randomOrder } from "../baselines/random-order.ts";
import { rules } from "../baselines/rules.ts";
import { isLook, looksOf, type Looks } from "../look/looks.ts";
import { nameOf, type Line } from "../run/line.ts";
import { notAsked } from "../run/plan.ts";
import { saidIn, type PrintedReport } from "../score/said.ts";
import { score, type Class } from "../score/score.ts";
import { groupOf, type Group } from "../score/subject.ts";
import { whyWrong } from "../score/why.ts";
import { truthOf, wordsOf } from "../score/words.ts";

/** How often verdicts were right: what docs/accuracy.json keeps and docs/accuracy.md is written from. */
export interface Accuracy {
  readonly seed: string;
  /** Kernels and cores of the machines that investigated. */
  readonly machines: readonly string[];
  /** Of Culprit, in the order of the runs; null where it is not known. */
  readonly commits: readonly (string | null)[];
  /** Days of the first and the last run. */
  readonly from: string;
  readonly to: string;
  /** How many readings it takes to read once, of one host, whatever Culprit can read passively and without being told more. */
  readonly everything: number;
  readonly tables: readonly Table[];
  /** Of runbooks that lead to others instead of naming causes; absent where none was run. */
  readonly looks?: readonly Looks[];
}

/** One runbook, on live hosts or on recorded ones. */
export interface Table {
  readonly runbook: string;
  readonly version: number;
  readonly source: Line["source"];
  /** How many runs there would be if all were made. */
  readonly planned: number;
  /** Faults that it is never pointed at. */
  readonly notAsked: readonly string[];
  /** Inputs of the window that most runs had. */
  readonly window: string;
  readonly prior: Prior | null;
  readonly rows: readonly Row[];
  readonly notCounted: readonly { readonly fault: string; readonly repeat: number; readonly why: string }[];
}

export interface Row {
  readonly fault: string;
  readonly repeat: number;
  readonly group: Group;
  /** How many hosts it was pointed at. */
  readonly hosts: number;
  readonly truth: string;
  readonly kind: string;
  /** Only where something was wrong or missed. */
  readonly why?: string;
  /** By who answered: Culprit first. */
  readonly answers: Readonly<Record<string, Scored>>;
}

export interface Scored {
  readonly class: Class;
  readonly said: string;
  /** Null of an investigation without a verdict. */
  readonly cost: Cost | null;
}

export const CULPRIT = "Culprit";
export const RIGHT: ReadonlySet<Class> = new Set(["exact", "rightDontKnow"]);

export interface Known {
  readonly planned: readonly Pick<Line, "runbook" | "source">[];
  readonly runbooks: readonly Runbook[];
  readonly catalogue: Catalogue;
  readonly everything: number;
  readonly seed: string;
}

export function accuracyOf(lines: readonly Line[], known: Known): Accuracy {
  const looks = looksOf(
    lines.filter(({ runbook }) => isLook(runbook, known.runbooks)),
    known,
  );
  const naming = lines.filter(({ runbook }) => !isLook(runbook, known.runbooks));
  const groups = Map.groupBy(naming, ({ runbook, source }) => `${runbook} ${source}`);
  const inTime = lines.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const days = inTime.map(({ at }) => at.slice(0, 10));
  return {
    seed: known.seed,
    machines: [...new Set(inTime.map(({ machine }) => machine))],
    commits: [...new Set(inTime.map(({ commit }) => commit))],
    from: days[0] ?? "",
    to: days.at(-1) ?? "",
    everything: known.everything,
    tables: [...groups.values()].flatMap((group) => tableOf(group, known)).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    ...(looks.length === 0 ? {} : { looks }),
  };
}

const keyOf = ({ runbook, source }: Table): string => `${runbook} ${source === "live" ? 0 : 1}`;

function tableOf(lines: readonly Line[], known: Known): readonly Table[] {
  const [first] = lines;
  const runbook = known.runbooks.find(({ id }) => id === first?.runbook);
  if (first === undefined || runbook === undefined) return [];
  const counted = lines.filter((line) => line.counted);
  const prior = priorOf(counted.map(({ subject }) => subject));
  return [
    {
      runbook: runbook.id,
      version: first.version,
      source: first.source,
      planned: known.planned.filter(({ runbook: id, source }) => id === runbook.id && source === first.source).length,
      notAsked: first.source === "live" ? notAsked(runbook) : [],
      window: windowOf(lines),
      prior,
      rows: counted.map((line) => rowOf(line, { ...known, runbook, prior })),
      notCounted: lines.flatMap((line) => (line.counted ? [] : [{ fault: nameOf(line), repeat: line.repeat, why: line.why }])),
    },
  ];
}

type Counted = Extract<Line, { counted: true }>;
type Told = Counted & { readonly report: PrintedReport };

const handsOver = ({ hypotheses }: Runbook): ReadonlySet<string> =>
  new Set(Object.entries(hypotheses).flatMap(([id, { leadsTo }]) => (leadsTo === undefined ? [] : [id])));

function answersTo(
  { key, report, collected }: Told,
  { runbook, catalogue, prior, seed }: Known & { readonly runbook: Runbook; readonly prior: Prior | null },
): Readonly<Record<string, Answer>> {
  const { commands, readings = commands, probesSent: probes, bytes, durationMs: ms } = report;
  const patient = collected === null ? null : { runbook, catalogue, collected };
  return {
    [CULPRIT]: { said: saidIn(report, handsOver(runbook)), cost: { commands, readings, probes, bytes, ms } },
    ...guesses(prior),
    ...(patient === null
      ? {}
      : {
          "random order": randomOrder(patient, `${seed} ${key}`),
          "fixed checklist": checklist(patient),
          "everything, then rules": rules(patient),
        }),
  };
}

/** Those who look at nothing. */
const guesses = (prior: Prior | null): Readonly<Record<string, Answer>> => ({
  "names nobody": { said: silent("undetermined"), cost: NOTHING },
  ...(prior === null ? {} : { "prior only": priorOnly(prior) }),
});

function rowOf(line: Counted, known: Known & { readonly runbook: Runbook; readonly prior: Prior | null }): Row {
  const scored = (answers: Readonly<Record<string, Answer>>): Row["answers"] =>
    Object.fromEntries(
      Object.entries(answers).map(([who, { said, cost }]) => [who, { class: score(line.subject, said), said: wordsOf(said), cost }]),
    );
  const hosts = Object.values(line.subject.asked).flat().length;
  const about = { fault: nameOf(line), repeat: line.repeat, group: groupOf(line.subject), hosts, truth: truthOf(line.subject) };
  if (line.report === null) {
    const nothing: Scored = { class: "noVerdict", said: "nothing", cost: null };
    return { ...about, kind: "no verdict", why: line.why, answers: { [CULPRIT]: nothing, ...scored(guesses(known.prior)) } };
  }
  const answers = scored(answersTo(line, known));
  const own = answers[CULPRIT];
  return {
    ...about,
    kind: line.report.verdict.kind,
    ...(own !== undefined && RIGHT.has(own.class) ? {} : { why: whyWrong(line.subject, line.report) }),
    answers,
  };
}

/** Addresses are the lab's own and differ by topology; what is left says how long was looked. */
function windowOf(lines: readonly Line[]): string {
  const written = lines.map(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, value]) => /^[0-9.]+$/u.test(value) && !/\..*\./u.test(value))
      .map(([name, value]) => `${name}=${value}`)
      .join(" "),
  );
  const [most] = [...Map.groupBy(written, (text) => text).entries()].toSorted(([, a], [, b]) => b.length - a.length);
  return most?.[0] ?? "";
}
