import { placed } from "#machines/explain/sight.ts";
import type { CitedLine, EvidenceLine } from "#machines/journal/message.ts";
import { visible } from "./visible.ts";

/** "4 packets refused because the backlog was full"; "Ada said: it is stopped" where a person did: nobody measured it. */
export const seen = ({ sight, hostName }: Pick<EvidenceLine, "sight" | "hostName">): string => visible(placed(sight, [hostName]).sight);

/** "net-2, CPU 3"; nothing of a host that the sentence names itself. */
export const placeOf = ({ sight, hostName, object }: Pick<CitedLine, "sight" | "hostName" | "object">): string =>
  [...placed(sight, [hostName]).unnamed, ...(object === undefined ? [] : [object])].join(", ");
