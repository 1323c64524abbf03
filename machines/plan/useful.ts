import type { Test } from "../contract/index.ts";
import { REPRODUCTION, type Asked } from "../evidence/asked.ts";
import type { Weighing } from "../judge.ts";
import { countsOf } from "../standing/accounts.ts";
import { isAskable } from "./askable.ts";
import { liveOf, refsOf, type Stake } from "./worth.ts";

/** Is it worth riding along: does it settle something, or name the guilty row or the count of a live hypothesis? */
export function isUseful(weighing: Weighing, test: Test, stakes: readonly Stake[]): boolean {
  const { asked } = weighing;
  if (!(asked.sources.get(test.id)?.hosts ?? []).some(({ key }) => isAskable(asked, test.id, key))) return false;
  return stakes.some((stake) => stake.test === test.id) || tells(weighing, test.id);
}

function tells(weighing: Weighing, test: string): boolean {
  return liveOf(weighing).some(({ hypothesis: id }) => {
    const hypothesis = weighing.asked.facts.runbook.hypotheses[id];
    const counts = hypothesis?.accounts === undefined ? [] : countsOf(hypothesis.accounts);
    const rows = hypothesis?.object === undefined ? [] : [hypothesis.object, ...(hypothesis.object.or ?? [])];
    return rows.some((row) => row.test === test) || counts.some((ref) => ref.test === test);
  });
}

/** What the measures are read from has to be read in every window; without a reproduction once, until it is known. */
export function measureTests(asked: Asked, windowed: boolean): readonly string[] {
  const named = Object.values(asked.facts.runbook.measures)
    .flatMap(({ present, missing, of }) => [present.test, missing.test, of?.test])
    .filter((id): id is string => id !== undefined && id !== REPRODUCTION && !asked.facts.skipped.includes(id));
  return [...new Set(named)].filter((id) => {
    const source = asked.sources.get(id);
    if (source === undefined) return false;
    return source.when === "once" ? source.hosts.some(({ key }) => isAskable(asked, id, key)) : windowed;
  });
}

/** Tests whose readings are compared with those of a member: only one window makes the two comparable. */
export function coupledTo(asked: Asked, members: ReadonlySet<string>): readonly string[] {
  const found = new Set(members);
  const links = asked.facts.runbook.tests.flatMap((test) =>
    Object.values(test.predicts)
      .flat()
      .flatMap(refsOf)
      .flatMap((ref) => (ref.test === undefined || ref.test === test.id ? [] : [[test.id, ref.test] as const])),
  );
  const windowed = (id: string): boolean =>
    id !== REPRODUCTION && asked.sources.get(id)?.when !== "once" && !asked.facts.skipped.includes(id);
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [a, b] of links) {
      if (!windowed(a) || !windowed(b)) continue;
      if (found.has(a)) found.add(b);
      else if (found.has(b)) found.add(a);
    }
  }
  return [...found];
}
