import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { around } from "../../measure/counters.ts";
import { describeLookups, lookUp } from "../../measure/lookups.ts";
import { droppedByRules } from "../../measure/rules.ts";
import { textOf, type Fault } from "../fault.ts";
import { healNames, NAME_LOOKUPS, serveNames } from "./dns-timeout.ts";

const SLOW_MS = 500;
const TABLE = "bridge balancing";
const LOST = { queries: "ip daddr 192.0.2.12 udp dport 53", answers: "ip saddr 192.0.2.12 udp sport 53" } as const;

/** Nobody can log in to the switch. The server answers whatever reaches it. */
export const namesLost: Fault = {
  id: "names-lost",
  kind: "fault",
  topology: "pair",
  about: "The switch loses the queries for, or the answers of, the first of alpha's two name servers.",
  story: "Since the switch was replaced every connection from alpha by name begins a second late. The name servers are idle.",
  groundTruth: { causes: [{ id: "queriesLost", host: "beta" }] },
  parameters: { which: "queries" },
  variants: { answers: { which: "answers" } },
  asks: [NAME_LOOKUPS],
  inject: async (lab, parameters) => {
    await serveNames(lab, { owner: "names-lost", parameters: { server: "beta", ignores: "none", second: true, timeout: 1 } });
    const lost = textOf(parameters, "which") === "answers" ? LOST.answers : LOST.queries;
    const chain = `type filter hook forward priority 0; policy accept;\n${lost} counter drop`;
    await loadTable(lab.switch, `table ${TABLE} {\nchain names {\n${chain}\n}\n}\n`);
  },
  heal: async (lab) => {
    await dropTable(lab.switch, TABLE);
    await healNames(lab);
  },
  check: async (lab) => {
    const { result: seen, change } = await around(
      async () => ({ dropped: await droppedByRules(lab.switch) }),
      () => lookUp(hostOf(lab, "alpha"), { count: 2, patienceMs: 300 }),
    );
    const dropped = change["dropped"] ?? 0;
    return {
      symptom: seen.lookups.some(({ ms }) => ms >= SLOW_MS),
      mechanism: dropped > 0,
      saw: `${describeLookups(seen)}; the switch dropped ${dropped} packets`,
    };
  },
};
