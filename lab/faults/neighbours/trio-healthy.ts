import { healthy } from "../pair/healthy.ts";
import type { Fault } from "../fault.ts";

/** The control of the three hosts, as `healthy` is that of the two. */
export const trioHealthy: Fault = { ...healthy, id: "trio-healthy", topology: "trio", about: "Nothing is wrong among three hosts." };
