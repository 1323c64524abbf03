import { DENSE_WINDOW, inWindow } from "../../measure/window.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { numberOf, type Fault } from "../fault.ts";

const TABLE = "bridge loss";

/** Neither host's counters move: an honest investigation ends with "not on these hosts". */
export const lossElsewhere: Fault = {
  id: "loss-elsewhere",
  kind: "fault",
  topology: "pair",
  about: "The switch between alpha and beta loses a few per mille of what it forwards to beta.",
  story: "A fraction of a percent of the packets between alpha and beta is lost.",
  groundTruth: { causes: [{ id: "lossOutside" }] },
  parameters: { perMille: 8 },
  limits: { perMille: [1, 999] },
  inject: async (lab, parameters) => {
    await loadTable(
      lab.switch,
      `table ${TABLE} {
  chain forward {
    type filter hook forward priority 0; policy accept;
    ip daddr 192.0.2.12 icmp type echo-request numgen random mod 1000 < ${numberOf(parameters, "perMille")} counter drop
  }
}
`,
    );
  },
  heal: async (lab) => {
    await dropTable(lab.switch, TABLE);
  },
  check: inWindow(
    ({ sent, lost, lossPercent, change }) => ({
      symptom: lost > 0,
      mechanism: lost > 0 && change["switch.ruleDropped"] === lost,
      saw: `${lost} of ${sent} lost (${lossPercent.toFixed(2)} %); switch +${change["switch.ruleDropped"]}`,
    }),
    DENSE_WINDOW,
  ),
};
