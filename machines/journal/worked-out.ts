import type { CommandCard, SourceLink } from "./command-card.ts";

const BEGINS = "worked out from ";

/** "ipsec on vma1 (after)", as the log says what a reading was worked out from. Ids of tests have no blanks; a host's name may hold anything. */
const SOURCE = /^[\w.-]+ on ./;

type Ends = ReadonlyMap<string, readonly number[]>;

function endsOf(cards: readonly CommandCard[]): Ends {
  const ends = new Map<string, number[]>();
  for (const card of cards) {
    if (card.askedBy !== null) continue;
    for (const { moment, endedSeq } of card.runs) {
      const say = `${card.test} on ${card.hostName}${moment === "once" ? "" : ` (${moment})`}`;
      if (endedSeq !== null) ends.set(say, [...(ends.get(say) ?? []), endedSeq]);
    }
  }
  return ends;
}

/** What is named twice was read in this investigation and in an earlier one, which has no event here: the first of the two is of this one. */
export function sourcesOf({ runs, from = [] }: Pick<CommandCard, "runs" | "from">): readonly SourceLink[] {
  const ends = endsOf(from);
  const run = runs.at(-1);
  if (run === undefined || !run.commandLine.startsWith(BEGINS)) return [];
  const said = run.commandLine.slice(BEGINS.length).split(", ");
  const whole = said.reduce<readonly string[]>((all, part) => {
    const last = all.at(-1);
    return SOURCE.test(part) ? [...all, part] : last === undefined ? all : [...all.slice(0, -1), `${last}, ${part}`];
  }, []);
  return whole.map((say, index) => {
    const newest = (ends.get(say) ?? []).filter((seq) => seq < run.startedSeq).sort((a, b) => a - b);
    return { say, seq: whole.indexOf(say) === index ? (newest.at(-1) ?? null) : null };
  });
}
