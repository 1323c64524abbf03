import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { around } from "../../measure/counters.ts";
import { describeLookups, lookUp } from "../../measure/lookups.ts";
import { droppedByRules } from "../../measure/rules.ts";
import { textOf, type Fault, type Parameters } from "../fault.ts";
import { healNames, NAME_LOOKUPS, serveNames } from "./dns-timeout.ts";

const SLOW_MS = 500;
const TABLE = "inet zones";

const hostNamed = ({ at }: Parameters): "alpha" | "beta" => (at === "alpha" ? "alpha" : "beta");

const rule = (parameters: Parameters): string =>
  hostNamed(parameters) === "beta"
    ? "type filter hook input priority 0; policy accept;\nip daddr 192.0.2.12 udp dport 53 counter drop"
    : "type filter hook input priority 0; policy accept;\nip saddr 192.0.2.12 udp sport 53 counter drop";

/** Two name servers are configured and one can be asked: every lookup waits for the first before it tries the second. */
export const namesFiltered: Fault = {
  id: "names-filtered",
  kind: "fault",
  topology: "pair",
  about: "A packet filter rule drops the queries for, or the answers of, the first of alpha's two name servers.",
  story: "Since the filters were tidied up every connection from alpha by name begins a second late.",
  groundTruth: (parameters) => ({ causes: [{ id: "firewallDrop", host: hostNamed(parameters), object: `table ${TABLE}` }] }),
  parameters: { at: "beta" },
  variants: { client: { at: "alpha" } },
  asks: [NAME_LOOKUPS],
  inject: async (lab, parameters) => {
    await serveNames(lab, { owner: "names-filtered", parameters: { server: "beta", ignores: "none", second: true, timeout: 1 } });
    await loadTable(hostOf(lab, textOf(parameters, "at")), `table ${TABLE} {\nchain queries {\n${rule(parameters)}\n}\n}\n`);
  },
  heal: async (lab, parameters) => {
    await dropTable(hostOf(lab, textOf(parameters, "at")), TABLE);
    await healNames(lab);
  },
  check: async (lab, parameters) => {
    const { result: seen, change } = await around(
      async () => ({ dropped: await droppedByRules(hostOf(lab, hostNamed(parameters))) }),
      () => lookUp(hostOf(lab, "alpha"), { count: 2, patienceMs: 300 }),
    );
    const dropped = change["dropped"] ?? 0;
    return {
      symptom: seen.lookups.some(({ ms }) => ms >= SLOW_MS),
      mechanism: dropped > 0,
      saw: `${describeLookups(seen)}; the rule dropped ${dropped} packets`,
    };
  },
};
