import type { Slot } from "#machines/contract/collector.ts";

/** In this order for every way. `slow` is for the parser. */
export const ARGUMENTS = [
  { slot: "dnsName", name: "name" },
  { slot: "count", name: "lookups" },
  { slot: "seconds", name: "patience" },
  { slot: "milliseconds", name: "slow" },
] as const satisfies readonly Slot[];
