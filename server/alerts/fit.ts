import type { Runbook } from "#machines/contract/index.ts";
import { rankSymptoms } from "#machines/rank.ts";

/** What of an alert says which incident type it belongs to. */
export interface Telling {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly generatorUrl: string;
}

export interface Fit {
  readonly runbook: string;
  /** The cause whose rule it is, or the only one whose rule asks for the same; null where there is none, or more than one. */
  readonly cause: string | null;
  /** Why this type, as a sentence. */
  readonly because: string;
  /** Other types for which as much speaks. */
  readonly also: readonly string[];
}

/** What the rules that Culprit hands out carry, so that their alerts come back to where they belong. */
export const RUNBOOK_KEY = "culprit_runbook";
export const CAUSE_KEY = "culprit_cause";
/** For an alert of which nothing tells where it belongs. */
export const FIRST_LOOK = "first-look";

const MOST_ALSO = 2;

type Rule = { readonly runbook: Runbook; readonly cause: string; readonly expr: string };

/** The incident type for an alert: what it says itself, then whose rule it is, then what it measures, then its words. */
export function fitOf(alert: Telling, runbooks: readonly Runbook[]): Fit {
  const rules = runbooks.flatMap((runbook) =>
    Object.entries(runbook.hypotheses).flatMap(([cause, { alert: rule }]) => ("expr" in rule ? [{ runbook, cause, expr: rule.expr }] : [])),
  );
  const expr = exprOf(alert.generatorUrl);
  return (
    named(alert, runbooks) ??
    ruled(alert, rules, expr) ??
    measured(alert, rules, expr) ??
    worded(alert, runbooks) ?? {
      runbook: FIRST_LOOK,
      cause: null,
      because: "Nothing of it points to one incident type, so a first look at the host comes first.",
      also: [],
    }
  );
}

const said = ({ labels, annotations }: Telling, key: string): string => (annotations[key] ?? labels[key] ?? "").trim();

function named(alert: Telling, runbooks: readonly Runbook[]): Fit | null {
  const runbook = runbooks.find(({ id }) => id === said(alert, RUNBOOK_KEY));
  if (runbook === undefined) return null;
  const cause = said(alert, CAUSE_KEY);
  return {
    runbook: runbook.id,
    cause: Object.hasOwn(runbook.hypotheses, cause) ? cause : null,
    because: `Its rule names it (${RUNBOOK_KEY}).`,
    also: [],
  };
}

/** Letters and digits alone: `BacklogOverflow` and `backlog_overflow` are the rule of `backlogOverflow`. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

function ruled(alert: Telling, rules: readonly Rule[], expr: string | null): Fit | null {
  const asked = expr === null ? [] : rules.filter((rule) => spaceless(rule.expr) === spaceless(expr));
  const name = plain(alert.name);
  const called = rules.filter(({ cause }) => plain(cause) === name);
  const found = asked.length > 0 ? asked : called;
  const [first, ...others] = best(alert, found);
  if (first === undefined) return null;
  const one = new Set(found.flatMap(({ runbook, cause }) => (runbook === first ? [cause] : [])));
  return {
    runbook: first.id,
    cause: one.size === 1 ? ([...one][0] ?? null) : null,
    because: asked.length > 0 ? "It fires by a rule of this type." : "It has the name of a rule of this type.",
    also: others.map(({ id }) => id).slice(0, MOST_ALSO),
  };
}

/** Where two types use one metric the words decide, then the order of the types. */
function measured(alert: Telling, rules: readonly Rule[], expr: string | null): Fit | null {
  if (expr === null) return null;
  const asked = metricsIn(expr);
  const counted = new Map<Runbook, Set<string>>();
  const causes = new Map<Runbook, Set<string>>();
  for (const { runbook, cause, expr: own } of rules)
    for (const metric of [...wholeMetricsIn(own)].filter((one) => asked.has(one))) {
      counted.set(runbook, (counted.get(runbook) ?? new Set()).add(metric));
      causes.set(runbook, (causes.get(runbook) ?? new Set()).add(cause));
    }
  const most = Math.max(0, ...[...counted.values()].map(({ size }) => size));
  const found = [...counted].flatMap(([runbook, metrics]) => (metrics.size === most ? [{ runbook, metrics }] : []));
  const [first, ...others] = best(alert, found);
  if (first === undefined) return null;
  const [metric = ""] = found.find(({ runbook }) => runbook === first)?.metrics ?? [];
  const [cause = null, ...rest] = causes.get(first) ?? [];
  return {
    runbook: first.id,
    cause: rest.length === 0 ? cause : null,
    because: `It asks for ${metric}, as a rule of this type does.`,
    also: others.map(({ id }) => id).slice(0, MOST_ALSO),
  };
}

/** One word that happens to be the same is no reason. */
const LEAST_WORDS = 2;
/** Somebody who types a symptom means them; an alert of anything has them, and numbers. */
const SAY_NOTHING: ReadonlySet<string> = new Set(
  "above all any below by every few host hosts instance less many minute minutes more most no not of on one only other over per same second seconds server some than that the then this to two under when with without".split(
    " ",
  ),
);

function worded(alert: Telling, runbooks: readonly Runbook[]): Fit | null {
  const ranked = rankSymptoms(wordsOf(alert), runbooks).flatMap(({ runbook, matched: [phrase] }) => {
    const all = phrase?.spans.map(({ from, to }) => phrase.phrase.slice(from, to).toLowerCase()) ?? [];
    const words = new Set(all.filter((word) => !SAY_NOTHING.has(word) && !/^\d+$/.test(word)));
    return words.size < LEAST_WORDS ? [] : [{ runbook, words: [...words] }];
  });
  const [first, ...others] = ranked;
  if (first === undefined) return null;
  return {
    runbook: first.runbook.id,
    cause: null,
    because: `By its words: ${first.words.join(", ")}.`,
    also: others.map(({ runbook }) => runbook.id).slice(0, MOST_ALSO),
  };
}

/** Its name in words, and what it says of itself. */
const wordsOf = ({ name, annotations }: Telling): string =>
  [
    name.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").replaceAll("_", " "),
    annotations["summary"],
    annotations["description"],
    annotations["message"],
  ]
    .filter((text) => text !== undefined)
    .join(" ")
    .slice(0, 2_000);

function best(alert: Telling, found: readonly { readonly runbook: Runbook }[]): readonly Runbook[] {
  const some = [...new Set(found.map(({ runbook }) => runbook))];
  const ranked = rankSymptoms(wordsOf(alert), some).map(({ runbook }) => runbook);
  return [...ranked, ...some.filter((runbook) => !ranked.includes(runbook))];
}

/** Prometheus' link to an alert has its expression in it. */
function exprOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const expr = new URL(url).searchParams.get("g0.expr");
  return expr === null || expr.trim() === "" ? null : expr;
}

const spaceless = (expr: string): string => expr.replaceAll(/\s+/g, "");

/** Metrics that an expression asks for, whatever it selects of them. */
const metricsIn = (expr: string): ReadonlySet<string> => new Set(identifiers(expr.replaceAll(STRING, '""').replaceAll(/\{[^{}]*\}/g, " ")));

/**
 * Metrics that a rule asks for as they are. One with a selector is another one with other labels (the steal of a CPU is not its idle time), so it counts only as part of the
 * same rule.
 */
const wholeMetricsIn = (expr: string): ReadonlySet<string> =>
  new Set(identifiers(expr.replaceAll(STRING, '""').replaceAll(/\{[^{}]*\}/g, "{")));

const STRING = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const LABELS = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)/g;

/** Names that are neither functions nor followed by a selector. Those of metrics have more than one word. */
const identifiers = (bare: string): readonly string[] =>
  [...bare.replaceAll(LABELS, " ").matchAll(/\b[a-zA-Z_][\w:]*(?![\w:]|\s*[({])/g)]
    .map(([name]) => name)
    .filter((name) => name.includes("_") && !name.startsWith("group_"));
