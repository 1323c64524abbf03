import type { Slot } from "#machines/contract/collector.ts";

/** In this order for every way. Typed and validated before they come here; the scripts only ever use them as words and numbers. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "port", name: "port" },
  { slot: "urlPath", name: "path" },
  { slot: "count", name: "connections" },
  { slot: "seconds", name: "patience" },
  { slot: "seconds", name: "pause" },
  { slot: "bytes", name: "padding" },
] as const satisfies readonly Slot[];
