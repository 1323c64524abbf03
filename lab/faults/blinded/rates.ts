import { toolMissing } from "../../blinds/tools.ts";
import { fragmentsLostBetween } from "../cloud/fragments-lost-between.ts";
import { shaperRate } from "../rates/shaper-rate.ts";
import { blinded } from "./blinded.ts";

/** Python asks the kernel for what tc shows. */
export const shaperWithoutTc = blinded(shaperRate, {
  id: "shaper-without-tc",
  about: "A shaper on alpha's way out holds its transfers down, and tc is not installed on alpha.",
  blinds: { alpha: [toolMissing("tc")] },
});

export const shaperUnseen = blinded(shaperRate, {
  id: "shaper-unseen",
  about: "A shaper on alpha's way out holds its transfers down; neither tc nor Python is installed on alpha.",
  blinds: { alpha: [toolMissing("tc"), toolMissing("python3")] },
  notNameable: "Only the discipline itself counts what it holds back, and nothing is left that could ask it.",
});

export const fragmentsUnseen = blinded(fragmentsLostBetween, {
  id: "fragments-unseen",
  about: "The switch between two nodes loses fragments, and tcpdump is not installed on the node that they are for.",
  blinds: { cmp2: [toolMissing("tcpdump")] },
  notNameable: "Whether fragments reach that node, where a filter may drop them before the kernel counts them, only a capture there shows.",
});
