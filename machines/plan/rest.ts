import type { Round, Test } from "../contract/index.ts";
import { costOf } from "../choose.ts";
import { causesOf } from "../conclude/causes.ts";
import { restsBeside } from "../conclude/remaining.ts";
import type { Asked } from "../evidence/asked.ts";
import type { Weighing } from "../judge.ts";
import { isAskable } from "./askable.ts";
import { roundOf } from "./round.ts";
import { sourcesOf } from "./sources.ts";
import { measureTests } from "./useful.ts";

/** The round after causes are established: whether they are all there is. Null: nothing of the kind is left to ask. */
export function restRound(weighing: Weighing): Round | null {
  const { asked } = weighing;
  const named = new Set(causesOf(weighing).established.map(({ id }) => id));
  const wanted = restsBeside(weighing, named).filter(([, { present }, host]) => isAskable(asked, present.test, host));
  const [lead] = testsOf(asked, new Set(wanted.map(([, { present }]) => present.test)));
  if (lead === undefined) return null;
  const windowed = lead.when !== "once";
  const members = new Set([lead.id, ...(windowed ? measureTests(asked, true) : [])]);
  for (const id of sourcesOf(asked, members, windowed)) members.add(id);
  const { risk, costSeconds } = costOf(weighing, lead, 1);
  const choice = { test: lead.id, risk, costSeconds, pairsSplit: 0, pairsOpen: 0 };
  const reproduction = windowed && asked.facts.runbook.reproduction !== undefined;
  return roundOf(weighing, { test: lead.id, phase: lead.phase, choice }, { members, reproduction });
}

const testsOf = ({ facts }: Asked, ids: ReadonlySet<string>): readonly Test[] => facts.runbook.tests.filter(({ id }) => ids.has(id));
