import { isUnknown, type Evidence, type InstanceStanding, type Runbook } from "../contract/index.ts";
import { sayObject } from "../explain/hypothesis.ts";
import { byWeight, evidenceLine, type EvidenceLine, type LineNames } from "./evidence-line.ts";

/** One link of the chain that a verdict rests on. */
export interface CitedLine extends EvidenceLine {
  /** The guilty row, where it is what was counted: "CPU 3". */
  readonly object?: string;
  /** Events of all observations that showed the same. */
  readonly seqs: readonly number[];
}

/** What speaks for the named causes: each sight once, what decided first, and nothing that proved nothing. */
export function citedOf(
  named: readonly InstanceStanding[],
  { runbook, names }: { readonly runbook: Runbook; readonly names: LineNames },
): readonly CitedLine[] {
  const held = named.flatMap((standing) =>
    standing.evidence
      .filter((each) => each.state === "held" && !provesNothing(each))
      .map((each) => ({ line: evidenceLine(each, names), object: objectOf(each, standing, runbook) })),
  );
  const strongest = held.toSorted((a, b) => byWeight(a.line, b.line));
  // Of one field the strongest prediction is told: the weaker ones saw the same. Two tests may show the same, too.
  const byField = Map.groupBy(strongest, ({ line }) => `${line.test} ${line.host} ${line.field} ${line.saw} ${line.during ?? ""}`);
  const once = Map.groupBy(
    [...byField.values()].flatMap((same) => same.slice(0, 1)),
    ({ line }) => `${line.sight} ${line.hostName} ${line.during ?? ""}`,
  );
  return [...once.values()].flatMap((same): readonly CitedLine[] => {
    const [first] = same;
    if (first === undefined) return [];
    const seqs = [...new Set(same.flatMap(({ line }) => (line.seq === null ? [] : [line.seq])))];
    return [{ ...first.line, seqs, ...(first.object === undefined ? {} : { object: first.object }) }];
  });
}

/** The collectors' words for what they could not tell: a word that was ruled out by them says nothing. */
const UNCERTAIN: ReadonlySet<string> = new Set(["unsure", "maybe"]);

const provesNothing = ({ claim, saw }: Evidence): boolean =>
  claim.is === "not" && !isUnknown(saw) && typeof saw === "string" && UNCERTAIN.has(saw);

function objectOf({ test, claim }: Evidence, { hypothesis, object }: InstanceStanding, runbook: Runbook): string | undefined {
  const named = runbook.hypotheses[hypothesis]?.object;
  if (object === undefined || named === undefined || named.test !== test || named.by !== claim.field) return undefined;
  return sayObject({ object: named }, object);
}
