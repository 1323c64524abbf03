import type { Namespace } from "../hosts/namespace.ts";
import { dropTable, loadTable } from "./filter.ts";

const TABLE = "inet hardening";
/** The comment of the rule. */
export const HARDENING = "hardening";

/** As somebody adds it who takes ICMP errors for a danger. Before the stateful filter, which would let them pass as related. */
export const filterIcmpErrors = (place: Namespace, hook: "forward" | "output"): Promise<string> =>
  loadTable(
    place,
    `table ${TABLE} {
  chain ${hook} {
    type filter hook ${hook} priority filter - 10; policy accept;
    icmp type destination-unreachable counter drop comment "${HARDENING}"
  }
}
`,
  );

export const allowIcmpErrors = (place: Namespace): Promise<string> => dropTable(place, TABLE);
