import type { Runbook } from "#machines/contract/index.ts";
import smallPacketLoss from "./small-packet-loss/runbook.ts";

/** Every incident type that Culprit knows; one line each. */
export const runbooks: readonly Runbook[] = [smallPacketLoss];

export const runbookById = (id: string): Runbook | undefined => runbooks.find((runbook) => runbook.id === id);
