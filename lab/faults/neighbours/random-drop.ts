import { hostOf, type Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { addLegacyRule, removeLegacyRule, type LegacyRule } from "../../means/legacy-rule.ts";
import { droppedByLegacyRules } from "../../measure/legacy-rules.ts";
import { observe } from "../../measure/window.ts";
import { numberOf, textOf, type Fault, type GroundTruth, type Parameters, type SelfCheck } from "../fault.ts";

/** Of netdev, so that the hook of one interface is possible, too. */
const TABLES = { nft: "inet shaping", netdev: "netdev shaping" } as const;
const MEANT = { request: "echo-request", reply: "echo-reply" } as const;

/**
 * One rule somewhere on the way, on one host and for one direction. iptables-legacy drops behind nftables' back: `nft list ruleset`
 * does not show it, nor does iptables, where that is the one that speaks nftables. A netdev rule drops below everything
 * that counts packets of the Internet protocol.
 */
export const randomDrop: Fault = {
  id: "random-drop",
  kind: "fault",
  topology: "pair",
  about: "A packet filter rule drops some percent of one direction only.",
  story: "About one in fifty requests from alpha to beta gets no answer, at random. It does not depend on the time of day or on load.",
  groundTruth: truth,
  parameters: { host: "beta", hook: "output", direction: "reply", tool: "legacy", perMille: 20 },
  limits: { perMille: [1, 999] },
  variants: {
    nft: { tool: "nft" },
    interface: { hook: "egress", tool: "netdev" },
    sender: { host: "alpha", hook: "input" },
    arriving: { host: "alpha", hook: "ingress", tool: "netdev" },
    request: { hook: "input", direction: "request" },
    refused: { host: "alpha", direction: "request" },
    heavy: { perMille: 80 },
  },
  inject: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    const table = tableOf(parameters);
    if (table === null) await addLegacyRule(host, legacyRule(parameters));
    else await loadTable(host, tableText(table, parameters));
  },
  heal: async (lab, parameters) => {
    const host = hostOf(lab, textOf(parameters, "host"));
    const table = tableOf(parameters);
    if (table === null) await removeLegacyRule(host, legacyRule(parameters));
    else await dropTable(host, table);
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const host = hostOf(lab, textOf(parameters, "host"));
  const before = await droppedByLegacyRules(host);
  const { sent, lost, lossPercent, change } = await observe(lab, { count: 500, intervalMs: 4 });
  const legacy = (await droppedByLegacyRules(host)) - before;
  const dropped = legacy + (change[`${host.name}.ruleDropped`] ?? 0);
  return {
    symptom: lost > 0,
    mechanism: dropped > 0 && lost > 0 && Math.abs(dropped - lost) <= 2,
    saw: `${lost} of ${sent} lost (${lossPercent.toFixed(2)} %); rules on ${host.name} +${dropped}, of iptables-legacy +${legacy}`,
  };
}

function truth(parameters: Parameters): GroundTruth {
  const table = tableOf(parameters);
  const hook = textOf(parameters, "hook");
  const object = table === null ? `iptables-legacy ${hook.toUpperCase()}` : `table ${table} ${hook}`;
  return { causes: [{ id: "firewallDrop", host: textOf(parameters, "host"), object }] };
}

const tableOf = (parameters: Parameters): string | null =>
  parameters["tool"] === "nft" ? TABLES.nft : parameters["tool"] === "netdev" ? TABLES.netdev : null;

const meant = (parameters: Parameters): string => (parameters["direction"] === "request" ? MEANT.request : MEANT.reply);

const legacyRule = (parameters: Parameters): LegacyRule => [
  textOf(parameters, "hook").toUpperCase(),
  ...["-p", "icmp", "--icmp-type", meant(parameters)],
  ...["-m", "statistic", "--mode", "random", "--probability", String(numberOf(parameters, "perMille") / 1_000), "-j", "DROP"],
];

const tableText = (table: string, parameters: Parameters): string => {
  const hook = textOf(parameters, "hook");
  const device = table === TABLES.netdev ? " device eth1" : "";
  return `table ${table} {
  chain ${hook} {
    type filter hook ${hook}${device} priority 0; policy accept;
    icmp type ${meant(parameters)} numgen random mod 1000 < ${numberOf(parameters, "perMille")} counter drop
  }
}
`;
};
