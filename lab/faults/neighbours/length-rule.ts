import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { ping } from "../../measure/ping.ts";
import { ruleCounters } from "../../measure/rule-counters.ts";
import { around } from "../../measure/counters.ts";
import { PAIR } from "../../topologies/flat.ts";
import { numberOf, type Fault } from "../fault.ts";

const TABLE = "inet hygiene";
const WORD = "jumbo";
/** Payload of a ping that makes a packet of 1,500 bytes. */
const FULL = 1_472;

/** By size alone this is a link that is too small: nobody says so, and small packets pass. */
export const lengthRule: Fault = {
  id: "length-rule",
  kind: "fault",
  topology: "pair",
  about: "A rule of beta's packet filter drops whatever is longer than 1,400 bytes.",
  story: "Uploads to beta hang at once, and logging in to it works. The interfaces have the same MTU on both sides.",
  groundTruth: { causes: [{ id: "firewallDrop", host: "beta", object: `table ${TABLE} input` }] },
  parameters: { longest: 1_400 },
  limits: { longest: [600, 1_480] },
  asks: PAIR.asks.filter(({ runbook }) => runbook === "large-packets-vanish"),
  inject: async (lab, parameters) => {
    await loadTable(
      hostOf(lab, "beta"),
      `table ${TABLE} {
  chain input {
    type filter hook input priority 0; policy accept;
    iifname eth1 meta length > ${numberOf(parameters, "longest")} counter drop comment "${WORD}"
  }
}
`,
    );
  },
  heal: async (lab) => void (await dropTable(hostOf(lab, "beta"), TABLE)),
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const { result, change } = await around(
      () => ruleCounters(beta),
      async () => {
        const small = await ping({ from: alpha, to: beta.dataAddress, count: 10, intervalMs: 20 });
        return {
          small,
          large: await ping({ from: alpha, to: beta.dataAddress, count: 5, intervalMs: 20, payload: FULL, dontFragment: true }),
        };
      },
    );
    const dropped = change[`${WORD}.packets`] ?? 0;
    const { small, large } = result;
    return {
      symptom: small.lost === 0 && large.lost === large.sent,
      mechanism: dropped >= large.lost && large.lost > 0,
      saw: `${small.lost} of ${small.sent} small and ${large.lost} of ${large.sent} large pings lost; the rule dropped ${dropped}`,
    };
  },
};
