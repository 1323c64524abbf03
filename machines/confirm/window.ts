import type { Facts, Round, Test } from "../contract/index.ts";
import { askedOf, REPRODUCTION, type Asked } from "../evidence/asked.ts";
import { numberOf } from "../evidence/window.ts";
import { inOrder, probeRequest, requestsFor } from "../plan/round.ts";
import { sourcesOf } from "../plan/sources.ts";
import { measureTests } from "../plan/useful.ts";
import type { Intended } from "./proposal.ts";
import { measuredIn } from "./outcome.ts";

/** More probes than this would take longer than people wait for. */
const MOST_PROBES = 100_000;
/** Longer than this no window is made, however rare the symptom: what it cannot show is told as unclear. */
const LONGEST_SECONDS = 300;

/**
 * The window that is measured with the change, and again without it: the reproduction, and what the cause's own evidence and count are read from. With
 * as many probes as it takes to tell none from a fifth of what was (rule of three: 15 divided by the share).
 */
export function windowFor(facts: Facts, intended: Intended, change: NonNullable<Round["change"]>): Round {
  const asked = askedOf(facts);
  const number = (facts.rounds.at(-1)?.number ?? 0) + 1;
  const members = membersOf(asked, intended);
  const tests = facts.runbook.tests.filter(({ id }) => members.has(id));
  const probe = probeRequest(asked, number).map((request) => ({ ...request, args: enough(asked, request.args, intended) }));
  const choice = { test: REPRODUCTION, risk: "R2", costSeconds: 0, pairsSplit: 0, pairsOpen: 0, riders: [...members] } as const;
  const requests = inOrder([...tests.flatMap((test) => requestsFor(asked, test, number)), ...probe]);
  return { number, phase: "verdict", choice, reproduction: true, change, requests };
}

function membersOf(asked: Asked, { cause, intervention }: Intended): ReadonlySet<string> {
  const { tests, hypotheses } = asked.facts.runbook;
  const { mechanism, or = [], movesTo = [] } = intervention;
  const counts = [hypotheses[cause.id]?.accounts?.by, mechanism, ...or, ...movesTo.map(({ count }) => count)];
  const named = counts.flatMap((ref) => ref?.test ?? []);
  const windowed = (test: Test): boolean => test.when !== "once";
  const own = tests.filter((test) => windowed(test) && (named.includes(test.id) || Object.hasOwn(test.predicts, cause.id)));
  const members = new Set([...own.map(({ id }) => id), ...measureTests(asked, true)]);
  for (const id of sourcesOf(asked, members, true)) members.add(id);
  return members;
}

type Args = Readonly<Record<string, string>>;

function enough(asked: Asked, args: Args, { intervention }: Intended): Args {
  const { reproduction, inputs } = asked.facts.runbook;
  const name = reproduction?.countArg ?? "count";
  const { [name]: count, interval } = args;
  const before = measuredIn(asked, intervention.measure);
  const missing = numberOf(before?.missing ?? null);
  const of = numberOf(before?.of ?? null);
  if (count === undefined || intervention.counted === true || missing === null || of === null || missing <= 0) return args;
  const slowest = interval === undefined ? MOST_PROBES : Math.floor((LONGEST_SECONDS * 1000) / Math.max(1, Number(interval)));
  const wanted = Math.max(Number(count), Math.ceil((15 * of) / missing));
  const arg = reproduction?.args[name];
  const most = arg !== undefined && "input" in arg ? (inputs[arg.input]?.most ?? MOST_PROBES) : MOST_PROBES;
  return { ...args, [name]: String(Math.max(Number(count), Math.min(wanted, MOST_PROBES, most, slowest))) };
}
