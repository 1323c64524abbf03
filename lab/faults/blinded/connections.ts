import { permissionDenied } from "../../blinds/files.ts";
import { toolMissing } from "../../blinds/tools.ts";
import { serviceDown } from "../sockets/service-down.ts";
import { synFlood } from "../sockets/syn-flood.ts";
import { synsDropped } from "../sockets/syns-dropped.ts";
import { blinded } from "./blinded.ts";

/** Resets leave beta, and a rule could send them as well. */
export const serviceDownUnseen = blinded(
  { ...serviceDown, variants: {} },
  {
    id: "service-down-unseen",
    about: "Nothing listens on beta's service port, and beta shows its sockets to nobody.",
    blinds: { beta: [toolMissing("ss"), permissionDenied("/proc/net/tcp"), permissionDenied("/proc/net/tcp6")] },
    notNameable: "Whether a program listens where the resets come from only the list of beta's sockets says.",
  },
);

/** SYNs end on beta without an answer, its queue of accepted connections is empty, and what else refused them nothing counts. */
export const synFloodUnseen = blinded(
  { ...synFlood, variants: {} },
  {
    id: "syn-flood-unseen",
    about: "Half-open connections fill a service's queue on beta, and the kernel's counters of refused handshakes are denied there.",
    blinds: { beta: [permissionDenied("/proc/net/netstat")] },
    notNameable:
      "That the kernel refused SYNs for want of room only its own counters say; that many are half-open refuses nobody by itself.",
  },
);

/** No capture of alpha sees those SYNs, no interface counts them, and no other host misses what never left. */
export const synsDroppedUnseen = blinded(
  { ...synsDropped, variants: {} },
  {
    id: "syns-dropped-unseen",
    about: "A shaper on alpha's way out drops SYNs with everything else, and neither tc nor python3 is installed on alpha.",
    blinds: { alpha: [toolMissing("tc"), toolMissing("python3")] },
    notNameable: "What a queueing discipline drops only the discipline itself counts.",
  },
);
