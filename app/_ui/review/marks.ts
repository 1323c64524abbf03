import { PHASES } from "#machines/contract/index.ts";
import type { Catalogue, Phase, Standing } from "#machines/contract/index.ts";
import { factsOf } from "#machines/journal/facts.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { judge } from "#machines/judge.ts";

/** From which event to which a phase lasts. */
export interface PhaseSpan {
  readonly phase: Phase;
  readonly from: number;
  readonly to: number;
}

/** An event after which hypotheses stand otherwise than before. */
export interface Turn {
  readonly seq: number;
  readonly say: string;
}

export interface Marks {
  readonly phases: readonly PhaseSpan[];
  readonly turns: readonly Turn[];
}

/** What the scrubber shows of a log: its phases, and where standings turned. The log is judged once for each round. */
export function marksOf(events: readonly InvestigationEvent[], catalogue: Catalogue): Marks {
  const rounds = events.flatMap((event) => (event.type === "roundPlanned" ? [{ seq: event.seq, phase: event.round.phase }] : []));
  const end = events.find(({ type }) => type === "concluded" || type === "stopped");
  const last = end?.seq ?? events.length;
  const starts: readonly { readonly seq: number; readonly phase: Phase }[] = [
    { seq: 1, phase: "brief" },
    ...rounds,
    ...(end?.type === "concluded" ? [{ seq: last, phase: "verdict" as const }] : []),
  ];
  const phases: PhaseSpan[] = [];
  for (const [index, { seq, phase }] of starts.entries()) {
    const to = Math.max(seq, (starts[index + 1]?.seq ?? events.length + 1) - 1);
    const before = phases.at(-1);
    if (before?.phase === phase) phases[phases.length - 1] = { ...before, to };
    else if (PHASES.includes(phase)) phases.push({ phase, from: seq, to });
  }
  const ends = rounds.map((_, index) => (rounds[index + 1]?.seq ?? last) - 1);
  return { phases, turns: [...turnsAt(events, ends, catalogue), ...(end === undefined ? [] : [{ seq: last, say: endWords(end) }])] };
}

function turnsAt(events: readonly InvestigationEvent[], ends: readonly number[], catalogue: Catalogue): readonly Turn[] {
  const turns: Turn[] = [];
  let before = new Map<string, Standing>();
  for (const end of ends) {
    const { standings } = judge(factsOf(events.slice(0, end), catalogue));
    const now = new Map(standings.map(({ instance, standing }) => [instance, standing]));
    const turned = standings.filter(({ instance, standing }) => standing !== (before.get(instance) ?? "open"));
    const say = (standing: Standing): readonly string[] => {
      const ids = [...new Set(turned.filter((one) => one.standing === standing).map(({ hypothesis }) => hypothesis))];
      return ids.length === 0 ? [] : [`${ids.length > 1 ? `${ids.length} hypotheses` : ids[0]} ${standing}`];
    };
    const words = [...say("supported"), ...say("refuted")];
    if (words.length > 0) turns.push({ seq: end, say: words.join(", ") });
    before = now;
  }
  return turns;
}

const endWords = (end: InvestigationEvent): string =>
  end.type === "concluded" ? (end.verdict.causes[0]?.certainty ?? inWords(end.verdict.kind)) : "stopped";

/** "symptomAbsent" as it is said. */
const inWords = (kind: string): string => kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
