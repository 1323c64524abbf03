import type { Namespace } from "../hosts/namespace.ts";

/** Undoes iptables commands, whichever of them still have something to undo, and removes the table when nobody's rule is left in it. */
export const undoRules = async (place: Namespace, commands: readonly string[]): Promise<void> => {
  const undo = commands.map((command) => `iptables ${command} 2>/dev/null || :`).join("\n");
  const clear = `iptables-save -t filter 2>/dev/null | grep -q '^-A' || nft delete table ip filter 2>/dev/null || :`;
  await place.must(["sh", "-c", `${undo}\n${clear}`]);
};
