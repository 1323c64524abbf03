import type { Lab } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { addLegacyRule, removeLegacyRule, type LegacyRule } from "../../means/legacy-rule.ts";
import { droppedByLegacyRules } from "../../measure/legacy-rules.ts";
import { observe } from "../../measure/window.ts";
import { switchPort } from "../../topologies/flat.ts";
import { numberOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";

const TABLE = "bridge back";
const BRIDGED = "/proc/sys/net/bridge/bridge-nf-call-iptables";

/** As loss-elsewhere, but of the answers: beta sees every request and answers it. */
export const lossElsewhereBack: Fault = {
  id: "loss-elsewhere-back",
  kind: "fault",
  topology: "pair",
  about: "The switch between alpha and beta loses some percent of the answers on their way to alpha.",
  story: "About two percent of the packets between alpha and beta is lost. Beta's administrators say that they answer every one.",
  groundTruth: { causes: [{ id: "lossOutside" }] },
  parameters: { perMille: 20, physdev: false },
  limits: { perMille: [1, 999] },
  variants: { physdev: { physdev: true }, heavy: { perMille: 80 } },
  inject: async (lab, parameters) => {
    if (parameters["physdev"] !== true) {
      await loadTable(lab.switch, table(numberOf(parameters, "perMille")));
      return;
    }
    await addLegacyRule(lab.switch, legacyRule(parameters));
    await handBridged(lab, 1);
  },
  heal: async (lab, parameters) => {
    if (parameters["physdev"] !== true) {
      await dropTable(lab.switch, TABLE);
      return;
    }
    // The switch hands none of its frames to iptables otherwise.
    await handBridged(lab, 0);
    await removeLegacyRule(lab.switch, legacyRule(parameters));
  },
  check,
};

async function check(lab: Lab): Promise<SelfCheck> {
  const before = await droppedByLegacyRules(lab.switch);
  const { sent, lost, lossPercent, change } = await observe(lab, { count: 500, intervalMs: 4 });
  const legacy = (await droppedByLegacyRules(lab.switch)) - before;
  const dropped = legacy + (change["switch.ruleDropped"] ?? 0);
  return {
    symptom: lost > 0,
    mechanism: lost > 0 && dropped === lost,
    saw: `${lost} of ${sent} lost (${lossPercent.toFixed(2)} %); switch +${dropped}, of iptables-legacy +${legacy}`,
  };
}

const handBridged = (lab: Lab, value: 0 | 1): Promise<string> => lab.switch.must(["sh", "-c", `echo ${value} > ${BRIDGED}`]);

const legacyRule = (parameters: Parameters): LegacyRule => [
  "FORWARD",
  ...["-m", "physdev", "--physdev-is-bridged", "--physdev-out", switchPort("alpha"), "-p", "icmp", "--icmp-type", "echo-reply"],
  ...["-m", "statistic", "--mode", "random", "--probability", String(numberOf(parameters, "perMille") / 1_000), "-j", "DROP"],
];

const table = (perMille: number): string => `table ${TABLE} {
  chain forward {
    type filter hook forward priority 0; policy accept;
    icmp type echo-reply numgen random mod 1000 < ${perMille} counter drop
  }
}
`;
