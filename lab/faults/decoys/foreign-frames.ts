import { startProcess } from "../../hosts/extra.ts";
import { hostOf } from "../../hosts/lab.ts";
import { otherHostDropped } from "../../measure/other-hosts.ts";
import { probed } from "../../measure/probed.ts";
import { program } from "../../programs/program.ts";
import { numberOf, type Fault } from "../fault.ts";

/** In the lab's network and of nobody; the switch floods what is for it, as for any address it has not learned. */
const STRANGER = "192.0.2.99";
const STRANGERS_MAC = "02:00:00:00:00:99";

export const foreignFrames: Fault = {
  id: "foreign-frames",
  kind: "decoy",
  topology: "pair",
  about: "Beta's interface is promiscuous; the kernel drops by the thousand what the switch floods and beta was never meant to have.",
  story: "Drop monitoring on beta shows a steady stream of dropped packets since somebody left a capture running.",
  groundTruth: { causes: [] },
  parameters: { framesPerSecond: 500 },
  inject: async (lab, parameters) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    await beta.must(["ip", "link", "set", "dev", beta.dataInterface, "promisc", "on"]);
    await alpha.must(["ip", "neigh", "replace", STRANGER, "lladdr", STRANGERS_MAC, "dev", alpha.dataInterface, "nud", "permanent"]);
    const burst = Math.ceil(numberOf(parameters, "framesPerSecond") / 50);
    await startProcess(lab, {
      owner: foreignFrames.id,
      name: "stray",
      on: alpha,
      argv: program("datagrams.ts", STRANGER, 9_000, burst, 200, 20),
    });
  },
  heal: async (lab) => {
    const [alpha, beta] = [hostOf(lab, "alpha"), hostOf(lab, "beta")];
    await beta.must(["ip", "link", "set", "dev", beta.dataInterface, "promisc", "off"]);
    // Deleting one that is not there is an error.
    await alpha.must(["ip", "neigh", "replace", STRANGER, "lladdr", STRANGERS_MAC, "dev", alpha.dataInterface, "nud", "permanent"]);
    await alpha.must(["ip", "neigh", "del", STRANGER, "dev", alpha.dataInterface]);
  },
  check: async (lab) => {
    const beta = hostOf(lab, "beta");
    const { sent, lost, change } = await probed(lab, async () => ({ foreign: await otherHostDropped(beta, beta.dataInterface) }));
    const foreign = change["foreign"] ?? 0;
    return {
      symptom: lost > 0,
      mechanism: foreign > 100,
      saw: `${lost} of ${sent} lost; frames for other hosts dropped on beta +${foreign}`,
    };
  },
};
