import { healthy } from "../pair/healthy.ts";
import type { Fault } from "../fault.ts";

/** The control of the three hosts, as `healthy` is that of the two; only as they come. */
export const trioHealthy: Fault = {
  ...healthy,
  id: "trio-healthy",
  topology: "trio",
  about: "Nothing is wrong among three hosts.",
  parameters: {},
  variants: {},
  inject: async () => {},
  heal: async () => {},
};
