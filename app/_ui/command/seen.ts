import type { CitedLine, EvidenceLine } from "#machines/journal/message.ts";
import { visible } from "./visible.ts";

/** "4 packets refused because the backlog was full"; "Ada said: it is stopped" where a person did: nobody measured it. */
export const seen = ({ sight }: Pick<EvidenceLine, "sight">): string => visible(sight);

/** The same where its host is named next: "on this host on net-2" says it twice. */
export const seenBefore = (line: Pick<EvidenceLine, "sight">): string => seen(line).replace(/,? on this host$/, "");

/** "net-2, CPU 3" */
export const placeOf = ({ hostName, object }: Pick<CitedLine, "hostName" | "object">): string =>
  object === undefined ? hostName : `${hostName}, ${object}`;
