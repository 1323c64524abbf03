import { fileURLToPath } from "node:url";
import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { dropTable } from "../../means/filter.ts";
import { waitUntil } from "../../means/wait.ts";
import { ping } from "../../measure/ping.ts";
import { visiting } from "../../measure/visit.ts";
import { observe } from "../../measure/window.ts";
import { numberOf, type Fault } from "../fault.ts";

const TABLE = "inet nightly";

/**
 * Nothing is hidden and nothing refuses: the loss itself stops while anybody is logged in, so the window of the reproduction is one
 * without the fault. As with a job that makes way for operators. A rule that is made anew counts from 0: no old count stays either.
 */
export const goneWhileWatched: Fault = {
  id: "gone-while-watched",
  kind: "blinded",
  topology: "pair",
  about: "A packet filter rule on beta drops echo requests, and is taken away while anybody is logged in to beta.",
  story: "Monitoring reports a percent of loss to beta, day and night. Each time somebody logs in to look, there is none.",
  groundTruth: {
    causes: [{ id: "firewallDrop", host: "beta" }],
    notNameable: "While anybody is logged in to beta nothing is lost and the rule is not there: there is no symptom to explain.",
  },
  parameters: { perMille: 15 },
  limits: { perMille: [1, 999] },
  inject: async (lab, parameters) => {
    const beta = hostOf(lab, "beta");
    const program = fileURLToPath(new URL("../../programs/shy-filter.sh", import.meta.url));
    const argv = ["sh", program, String(numberOf(parameters, "perMille"))];
    await startProcess(lab, { owner: goneWhileWatched.id, name: "nightly", on: beta, argv });
    await waitUntil("the rule is there", async () => (await beta.exec(["nft", "list", "table", ...TABLE.split(" ")])).exitCode === 0);
  },
  heal: async (lab) => {
    await dropTable(hostOf(lab, "beta"), TABLE);
  },
  check: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    const { sent, lost, change } = await observe(lab, { count: 700, intervalMs: 1 });
    const dropped = change["beta.ruleDropped"] ?? 0;
    const watched = await visiting(beta, () => ping({ from: alpha, to: beta.dataAddress, count: 250, intervalMs: 2 }));
    return {
      symptom: lost > 0,
      mechanism: dropped > 0 && lost > 0 && Math.abs(dropped - lost) <= 2 && watched.lost === 0,
      saw: `${lost} of ${sent} lost; beta's rule +${dropped}; with a visitor ${watched.lost} of ${watched.sent} lost`,
    };
  },
};
