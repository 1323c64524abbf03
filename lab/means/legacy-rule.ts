import type { Namespace } from "../hosts/namespace.ts";

/** A rule of iptables-legacy: its chain, and what comes after. The table, once used, stays with the namespace, empty. */
export type LegacyRule = readonly [chain: string, ...rest: readonly string[]];

export const addLegacyRule = (place: Namespace, rule: LegacyRule): Promise<string> => place.must(["iptables-legacy", "-A", ...rule]);

/** However often it is there. */
export const removeLegacyRule = (place: Namespace, rule: LegacyRule): Promise<string> =>
  place.must(["sh", "-c", 'while iptables-legacy -D "$@" 2>/dev/null; do :; done', "sh", ...rule]);
