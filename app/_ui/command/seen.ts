import type { EvidenceLine } from "#machines/journal/message.ts";
import { visible } from "./visible.ts";

/** "saw 0"; "Ada said stopped" where a person did: nobody measured it. */
export const seen = ({ saw, said }: Pick<EvidenceLine, "saw" | "said">): string =>
  visible(said === undefined ? `saw ${saw}` : `${said} said ${saw}`);
