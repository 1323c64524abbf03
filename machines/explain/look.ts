import type { Runbook } from "../contract/index.ts";

/** A first look: its hypotheses are kinds of incidents, each with its own runbook. */
export const isLook = ({ hypotheses }: Pick<Runbook, "hypotheses">): boolean =>
  Object.keys(hypotheses).length > 0 && Object.values(hypotheses).every(({ leadsTo }) => leadsTo !== undefined);

/** What to do after a look that found no kind of incident, or more than one: it is no verdict about causes. */
export const sayAfterLook = (kind: "several" | "noneOfThese"): readonly string[] =>
  kind === "several"
    ? ["Begin with the runbook that most speaks for: several kinds at once are usual, since one brings about the other."]
    : [
        "Take the runbook of what people describe: it sends probes, and so sees what moves no counter by itself.",
        "Or look for longer while they see it: trouble that comes every minute needs a minute.",
      ];
