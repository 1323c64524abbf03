import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { dropTable, loadTable } from "../../means/filter.ts";
import { probed } from "../../measure/probed.ts";
import { droppedByRules } from "../../measure/rules.ts";
import { program } from "../../programs/program.ts";
import { numberOf, type Fault } from "../fault.ts";

const TABLE = "inet protection";
const PORT = 1_900;

const RULES = `table ${TABLE} {
  chain input {
    type filter hook input priority filter; policy accept;
    udp dport ${PORT} counter drop comment "no discovery here"
  }
}
`;

export const otherTrafficFiltered: Fault = {
  id: "other-traffic-filtered",
  kind: "decoy",
  topology: "pair",
  about: "A packet filter rule on beta drops discovery datagrams, as it should, and counts them; nothing else meets it.",
  story: "Somebody lists beta's rules, finds one that drops hundreds of packets a minute, and wants it removed.",
  groundTruth: { causes: [] },
  parameters: { datagramsPerSecond: 100 },
  variants: { few: { datagramsPerSecond: 10 } },
  inject: async (lab, parameters) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    await loadTable(beta, RULES);
    const everyMs = Math.round(1_000 / numberOf(parameters, "datagramsPerSecond"));
    const argv = program("datagrams.ts", beta.dataAddress, PORT, 1, 150, everyMs);
    await startProcess(lab, { owner: otherTrafficFiltered.id, name: "discovery", on: alpha, argv });
  },
  heal: async (lab) => {
    await dropTable(hostOf(lab, "beta"), TABLE);
  },
  check: async (lab) => {
    const beta = hostOf(lab, "beta");
    const { sent, lost, change } = await probed(lab, async () => ({ rule: await droppedByRules(beta) }));
    const rule = change["rule"] ?? 0;
    return { symptom: lost > 0, mechanism: rule > 3, saw: `${lost} of ${sent} lost; beta's rule +${rule}` };
  },
};
