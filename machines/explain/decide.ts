import type { InstanceStanding, Remaining, Runbook, Verdict } from "../contract/index.ts";
import type { Reproduced } from "../conclude/window-state.ts";
import { isLook, sayAfterLook } from "./look.ts";
import { formatNumber, formatPercent, listOf } from "./number.ts";

/** What would decide besides what is missing: about the reproduction, the roles without a host, and causes that look alike. */
export interface DecidingParts {
  readonly kind: Verdict["kind"];
  readonly runbook: Runbook;
  readonly reproduced: Reproduced;
  readonly reproductionTodo: string | null;
  readonly rolesWithoutHost: readonly string[];
  readonly named: readonly InstanceStanding[];
  /** Supported, and no cause of this symptom by themselves, where nothing is named. */
  readonly conditions: readonly InstanceStanding[];
  /** Some cause is neither supported nor refuted. */
  readonly open: boolean;
  /** What the named causes do not explain. */
  readonly remains: readonly Remaining[];
}

/** What is left over is another incident's matter. */
export const sayAboutRests = ({ kind, remains, runbook }: Pick<DecidingParts, "kind" | "remains" | "runbook">): readonly string[] => [
  ...new Set(
    remains.map(({ leadsTo, say }) => {
      if (kind !== "cause")
        return leadsTo === undefined ? `Find out about this first: ${say}` : `Investigate ${leadsTo} on the same hosts first: ${say}`;
      return leadsTo === undefined
        ? `Mend what was named, then investigate ${runbook.id} again: something remains beside it.`
        : `Investigate ${leadsTo} on the same hosts: something remains beside what was named.`;
    }),
  ),
];

export function sayAboutReproduction({ reproduced, runbook, reproductionTodo }: DecidingParts): readonly string[] {
  const role = runbook.roles[runbook.reproduction?.role ?? ""]?.title ?? "sender";
  switch (reproduced.kind) {
    case "impossible":
      return [reproductionTodo ?? `Name a host in the role ${role}: without it the symptom cannot be reproduced.`];
    case "unproven":
      return [
        reproductionTodo ??
          `${reproduced.ran ? "Make the symptom measurable" : "Make the probe run"}, then start again: ${reproduced.reason}.`,
      ];
    case "notShown":
      return reproduced.enough ? [] : sayProbes(reproduced, runbook);
    default:
      return [];
  }
}

function sayProbes({ sent, needed, percent }: Extract<Reproduced, { kind: "notShown" }>, runbook: Runbook): readonly string[] {
  if (needed === null || percent === null)
    return [
      `Say how small a share must have been visible (${runbook.inputs[runbook.reproduction?.smallestPercentInput ?? ""]?.title ?? "in percent"}).`,
    ];
  const so = `Send at least ${formatNumber(needed)} probes, so that a loss of ${formatPercent(percent)} would have shown`;
  return [sent === null ? `${so}.` : `${so}: ${formatNumber(sent)} were sent.`];
}

const OUTSIDE = "Look for a cause outside this runbook: capture the traffic on both ends while the symptom shows.";

export function sayAboutCauses({ kind, runbook, rolesWithoutHost, named, conditions, open }: DecidingParts): readonly string[] {
  const roles = rolesWithoutHost.map((role) => {
    const here = Object.values(runbook.hypotheses).filter(({ at }) => at.includes(role)).length;
    return `Name a host in the role ${runbook.roles[role]?.title ?? role}: ${here === 1 ? "one cause was" : `${formatNumber(here)} causes were`} not looked for there.`;
  });
  if (runbook.signature !== undefined)
    return kind === "cause" ? [`Investigate this host with ${runbook.title}: then rivals are looked at, too.`] : [];
  if (isLook(runbook) && (kind === "several" || kind === "noneOfThese")) return [...sayAfterLook(kind), ...roles];
  if (kind === "several")
    return [`Change one of them at a time and measure again: ${listOf(named.map(({ hypothesis }) => hypothesis))}.`, ...roles];
  if (kind === "noneOfThese") return [OUTSIDE, ...roles];
  // Nothing that this runbook knows is left, and what is seen explains nothing by itself.
  if (kind === "undetermined" && conditions.length > 0 && !open) return [OUTSIDE, ...roles];
  return kind === "undetermined" ? roles : [];
}
