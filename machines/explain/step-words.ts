import type { Advice } from "../contract/index.ts";

/** What stands before each piece of advice, on the screen, on paper and in a ticket. */
export const STEP = { now: "Fix now", undo: "Undo", permanent: "Permanent", alert: "Alert rule", hole: "To put in" } as const;

/** What stands before what the named causes do not explain. */
export const REMAINS = "What they leave over";

/** What doing it costs; nothing where it costs nothing. */
export const RISK: Readonly<Record<Advice["risk"], string>> = {
  none: "",
  reload: "Takes a link or a service down for a moment.",
  outage: "Means an outage while it is done.",
};
