import { lossElsewhere } from "../pair/loss-elsewhere.ts";
import { beside } from "./beside.ts";
import { otherTrafficFiltered } from "./other-traffic-filtered.ts";
import { otherTrafficShaped } from "./other-traffic-shaped.ts";
import { unknownFrames } from "./unknown-frames.ts";

export const elsewhereUnknownFrames = beside(lossElsewhere, unknownFrames, {
  id: "elsewhere-unknown-frames",
  about: "The switch loses packets, and beta's rx dropped rises because of frames of a protocol it does not speak.",
});

export const elsewhereOtherFiltered = beside(lossElsewhere, otherTrafficFiltered, {
  id: "elsewhere-other-filtered",
  about: "The switch loses packets, and a rule on beta drops and counts others.",
});

export const elsewhereOtherShaped = beside(lossElsewhere, otherTrafficShaped, {
  id: "elsewhere-other-shaped",
  about: "The switch loses packets, and a shaper on beta drops others.",
});
