import { runbooks } from "#runbooks";
import type { Period, Range } from "../store/history/insights.ts";
import type { Visitor } from "../access/rights.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

export type { HostRow, OverruledRow, Period, Range, TestRow, TimeRow } from "../store/history/insights.ts";

type Found<K extends keyof Awaited<ReturnType<typeof web>>["store"]["insights"]> = Awaited<
  ReturnType<Awaited<ReturnType<typeof web>>["store"]["insights"][K]>
>;

export interface InsightsPage {
  readonly causes: Found<"causes">;
  readonly times: Found<"times">;
  readonly outcomes: Found<"outcomes">;
  readonly tests: Found<"tests">;
  readonly hosts: Found<"hosts">;
  readonly overruled: Found<"overruled">;
  readonly types: readonly { readonly id: string; readonly title: string }[];
}

/** Everything that the page of insights shows of one range. Practice is not counted. */
export async function insightsPage(
  { range, period }: { readonly range: Range; readonly period: Period },
  visitor: Visitor,
): Promise<InsightsPage> {
  const { store } = await web();
  const { insights } = store;
  const [causes, times, outcomes, tests, hosts, overruled] = await Promise.all([
    insights.causes(range, period),
    insights.times(range, period),
    insights.outcomes(range),
    insights.tests(range),
    insights.hosts(range),
    insights.overruled(range),
  ]);
  const shown = await shownTo(visitor);
  return { causes, times, outcomes, tests, ...shown.value({ hosts, overruled }), types: runbooks.map(({ id, title }) => ({ id, title })) };
}
