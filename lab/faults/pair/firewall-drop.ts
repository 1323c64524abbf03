import { DENSE_WINDOW, inWindow } from "../../measure/window.ts";
import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { numberOf, type Fault } from "../fault.ts";

const TABLE = "inet protection";

/** One rule in beta's input chain, as somebody adds against floods and forgets. */
const rule = (perMille: number, counted: boolean): string => `table ${TABLE} {
  chain input {
    type filter hook input priority filter; policy accept;
    icmp type echo-request numgen random mod 1000 < ${perMille} ${counted ? "counter " : ""}drop comment "flood protection"
  }
}
`;

const shared = {
  story: "Since last week's hardening, monitoring reports a fraction of a percent of loss to beta. Nobody touched the network.",
  groundTruth: { causes: [{ id: "firewallDrop", host: "beta" }] },
  parameters: { perMille: 8 },
  limits: { perMille: [1, 999] },
  heal: async (lab) => {
    await dropTable(hostOf(lab, "beta"), TABLE);
  },
} satisfies Partial<Fault>;

export const firewallDrop: Fault = {
  ...shared,
  id: "firewall-drop",
  kind: "fault",
  topology: "pair",
  about: "A packet filter rule on beta drops a few per mille of the echo requests, and counts them.",
  inject: async (lab, parameters) => {
    await loadTable(hostOf(lab, "beta"), rule(numberOf(parameters, "perMille"), true));
  },
  check: inWindow(({ sent, lost, lossPercent, change }) => {
    const dropped = change["beta.ruleDropped"] ?? 0;
    return {
      symptom: lost > 0,
      mechanism: dropped > 0 && lost > 0 && Math.abs(dropped - lost) <= 2,
      saw: `${lost} of ${sent} lost (${lossPercent.toFixed(2)} %); beta's rule +${dropped}`,
    };
  }, DENSE_WINDOW),
};

/** Only the kernel's drop reasons show it, or reading the rules. */
export const firewallDropUncounted: Fault = {
  ...shared,
  id: "firewall-drop-uncounted",
  kind: "fault",
  topology: "pair",
  about: "A packet filter rule on beta drops a few per mille of the echo requests, and has no counter.",
  inject: async (lab, parameters) => {
    await loadTable(hostOf(lab, "beta"), rule(numberOf(parameters, "perMille"), false));
  },
  check: inWindow(({ sent, lost, lossPercent, change }) => {
    // Between having received a packet and delivering it to ICMP stands only the filter.
    const eaten = (change["beta.ipInReceives"] ?? 0) - (change["beta.ipInDelivers"] ?? 0);
    return {
      symptom: lost > 0,
      mechanism: eaten > 0 && lost > 0 && Math.abs(eaten - lost) <= 2 && change["beta.ruleDropped"] === 0,
      saw: `${lost} of ${sent} lost (${lossPercent.toFixed(2)} %); received but not delivered on beta ${eaten}; counted by rules ${change["beta.ruleDropped"]}`,
    };
  }, DENSE_WINDOW),
};
