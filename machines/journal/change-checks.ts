import { changesIn } from "../confirm/state.ts";
import type { EventBody, InvestigationEvent } from "./event.ts";

type Check = Extract<EventBody, { type: "ledger" }>["checks"][number];

/** What became of the changes of one host, beside what was compared at the end: undone and proven, kept, or not proven. */
export const changeChecks = (events: readonly InvestigationEvent[], host: string): readonly Check[] =>
  changesIn(events).flatMap(({ proposal, begun, undone, kept }): readonly Check[] => {
    if (proposal.host !== host || begun === null) return [];
    const { title: what, before, after } = proposal;
    if (kept) return [{ what, same: false, detail: `${after}, was ${before}: kept` }];
    if (undone?.proven === true) return [{ what, same: true, detail: `was ${after} for a while, is ${before} again` }];
    return [{ what, same: null, detail: `may be ${after} instead of ${before}: not proven to be undone` }];
  });
