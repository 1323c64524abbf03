import { hostOf } from "../../hosts/lab.ts";
import { must } from "../../hosts/run.ts";
import { probed } from "../../measure/probed.ts";
import { interfaceCounters } from "../../measure/interfaces.ts";
import type { Fault } from "../fault.ts";

const DEV = "eth2";
const OTHER_END = "spare-beta";

export const unrelatedDown: Fault = {
  id: "unrelated-down",
  kind: "decoy",
  topology: "pair",
  about: "A second interface of beta is up without a carrier: its cable ends at a port that is shut. Nothing uses it.",
  story: "ip link on beta shows an interface without a carrier, and somebody believes that this is the failure.",
  groundTruth: { causes: [] },
  parameters: {},
  inject: async (lab) => {
    const beta = hostOf(lab, "beta");
    const line = `link add ${DEV} netns ${beta.pid} type veth peer name ${OTHER_END} netns ${lab.switch.pid}\n`;
    // The numbers are the machine's, so it is the machine that is asked.
    await must(["ip", "-batch", "-"], { input: line });
    await beta.must(["ip", "link", "set", "dev", DEV, "up"]);
  },
  heal: async (lab) => {
    await hostOf(lab, "beta").must(["sh", "-c", '[ ! -e "/sys/class/net/$1" ] || ip link del "$1"', "sh", DEV]);
  },
  check: async (lab) => {
    const beta = hostOf(lab, "beta");
    const { sent, lost } = await probed(lab, () => interfaceCounters(beta, beta.dataInterface));
    const state = (await beta.exec(["cat", `/sys/class/net/${DEV}/carrier`])).stdout.trim();
    return { symptom: lost > 0, mechanism: state === "0", saw: `${lost} of ${sent} lost; carrier of ${DEV}: ${state || "there is none"}` };
  },
};
