import type { Given } from "#machines/contract/collector.ts";
import type { Row } from "#machines/contract/value.ts";
import { numberIn } from "../guest-rows.ts";
import { isUnread, readingOf, rowsOf } from "../source-readings.ts";

/** What the switch counts when the flows of a frame lead nowhere: "drop_action_recursion_too_deep" as an engineer would say it. */
const SAID: Readonly<Record<string, string>> = {
  drop_action_recursion_too_deep: "that leads in a circle, or deeper than the switch follows",
  drop_action_too_many_resubmit: "that leads on more often than the switch follows",
  drop_action_bridge_not_found: "that leads to a bridge which is not there",
};

/** Frames that the switch of this host gave up on in the window, by why; the kernel's datapath and old releases do not say. */
export function givenUp(given: Given): readonly Row[] {
  const before = readingOf(given, "ovsFlows", { host: given.host.key, moment: "before" });
  if (isUnread(before)) return [];
  const after = readingOf(given, "ovsFlows", { host: given.host.key, moment: "after" });
  const earlier = new Map(rowsOf(before, "events").map((row) => [row.key, numberIn(row, "packets")]));
  const gaveUp = rowsOf(after, "events").filter((row) => row["gaveUp"] === true);
  return gaveUp.flatMap((row): readonly Row[] => {
    // Events are listed from their first time on.
    const dropped = numberIn(row, "packets") - (earlier.get(row.key) ?? 0);
    return dropped > 0 ? [{ key: (Object.hasOwn(SAID, row.key) ? SAID[row.key] : null) ?? `that was given up (${row.key})`, dropped }] : [];
  });
}
