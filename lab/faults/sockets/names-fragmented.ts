import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { around } from "../../measure/counters.ts";
import { describeLookups, lookUp } from "../../measure/lookups.ts";
import { droppedByRules } from "../../measure/rules.ts";
import type { Fault } from "../fault.ts";
import { healNames, NAME_LOOKUPS, serveNames } from "./dns-timeout.ts";

const SLOW_MS = 500;
/** Below the switch's own bridge, where it takes frames from beta. */
const TABLE = "netdev pieces";
const RULES = `table ${TABLE} {
  chain ingress {
    type filter hook ingress device "sw-beta" priority 0; policy accept;
    ip frag-off & 0x3fff != 0 counter drop comment "no fragments"
  }
}
`;

/** The resolver allows large answers (EDNS), and gets none of them; one that does not allow them is answered at once. */
export const namesFragmented: Fault = {
  id: "names-fragmented",
  kind: "fault",
  topology: "pair",
  about: "The name server's large answers leave in fragments, and the switch lets none of them through.",
  story: "Since alpha's resolver was told to ask for more at once, names with many addresses are not found any more.",
  groundTruth: { causes: [{ id: "fragmentsDropped", host: "alpha" }] },
  parameters: {},
  asks: [NAME_LOOKUPS],
  inject: async (lab) => {
    await serveNames(lab, {
      owner: "names-fragmented",
      parameters: { server: "beta", ignores: "large", second: false, timeout: 1, edns: true },
    });
    await loadTable(lab.switch, RULES);
  },
  heal: async (lab) => {
    await dropTable(lab.switch, TABLE);
    await healNames(lab);
  },
  check: async (lab) => {
    const { result: seen, change } = await around(
      async () => ({ dropped: await droppedByRules(lab.switch) }),
      () => lookUp(hostOf(lab, "alpha"), { count: 1, patienceMs: 300 }),
    );
    const dropped = change["dropped"] ?? 0;
    return {
      symptom: seen.lookups.some(({ ms }) => ms >= SLOW_MS),
      mechanism: dropped > 0 && seen.servers.some(({ a }) => a.every(Boolean)),
      saw: `${describeLookups(seen)}; the switch dropped ${dropped} fragments`,
    };
  },
};
