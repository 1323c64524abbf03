import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { describeRouters, inRouterWindow, SILENCE_LIMIT } from "../../measure/router-window.ts";
import { textOf, type Fault } from "../fault.ts";
import { untilBackupSends, untilSettled } from "./settled.ts";

const TABLE = "inet hardening";
const EARLY = "netdev hardening";

const chain = (table: string, head: string, rule: string): string => `table ${table} {
  chain input {
    ${head} policy accept;
    ${rule} counter drop
  }
}
`;

const INPUT = "type filter hook input priority filter;";

const RULES: Readonly<Record<string, string>> = {
  protocol: chain(TABLE, INPUT, "ip protocol 112"),
  multicast: chain(TABLE, INPUT, "ip daddr 224.0.0.0/4"),
  ingress: chain(EARLY, 'type filter hook ingress device "eth1" priority filter;', "ip protocol 112"),
};

/** A capture shows them: it takes its copy before any filter. */
export const advertsIgnored: Fault = {
  id: "adverts-ignored",
  kind: "fault",
  topology: "balancers",
  about: "A packet filter rule on lb2 drops the adverts that arrive; lb2 believes that it is alone.",
  story: "Since last week's hardening both balancers answer for the virtual address. Captures on both show all adverts.",
  groundTruth: ({ rule }) => ({
    causes: [{ id: "advertsIgnored", host: "lb2", object: `the rule in ${rule === "ingress" ? EARLY : TABLE}, chain input` }],
  }),
  parameters: { rule: "protocol" },
  variants: { multicast: { rule: "multicast" }, ingress: { rule: "ingress" } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    await loadTable(hostOf(lab, "lb2"), RULES[textOf(parameters, "rule")] ?? "");
    await untilBackupSends(lab);
  },
  heal: async (lab) => {
    for (const table of [TABLE, EARLY]) await dropTable(hostOf(lab, "lb2"), table);
    await untilSettled(lab);
  },
  check: inRouterWindow((window) => {
    const dropped = window.ruleDropped["lb2"] ?? 0;
    return {
      symptom: window.troubled,
      mechanism: window.silenceAtReceiver < SILENCE_LIMIT && window.sent === window.arrived && dropped >= 2,
      saw: `${describeRouters(window)}; lb2's rules dropped ${dropped}`,
    };
  }),
};
