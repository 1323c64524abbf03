import { stoppedProcess } from "../balancers/stopped-process.ts";
import { lossElsewhere } from "../pair/loss-elsewhere.ts";
import { slowSender } from "../rates/slow-sender.ts";
import type { Fault } from "../fault.ts";
import { beside } from "./beside.ts";
import { emulatedCard } from "./emulated-card.ts";
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

export const slowSenderOtherShaped = beside(slowSender, otherTrafficShaped, {
  id: "slow-sender-other-shaped",
  about: "The program that sends waits for something else, and a shaper on beta drops other traffic.",
});

export const stoppedEmulatedCard: Fault = {
  ...beside(stoppedProcess, emulatedCard, {
    id: "stopped-emulated-card",
    about: "keepalived on lb1 is stopped and goes on again; the virtual machine on its compute host has an emulated card, without vhost.",
  }),
  asks: emulatedCard.asks ?? [],
};
