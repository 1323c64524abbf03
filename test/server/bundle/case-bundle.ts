import { readFileSync } from "node:fs";
import { playing } from "#cli/record/replay.ts";
import type { Recording } from "#machines/contract/index.ts";
import { bundleOf, type Bundle } from "#server/bundle/bundle.ts";

const CASE = new URL("../../../runbooks/small-packet-loss/cases/firewall-drop.json", import.meta.url);

/** A recorded case, played and exported. */
export const caseBundle = (): Promise<Bundle> =>
  playing(JSON.parse(readFileSync(CASE, "utf8")) as Recording, ({ field, id, events }) =>
    bundleOf({ id, number: 7, events, observations: field.observations(id), now: new Date("2026-01-02T03:04:05Z") }),
  );
