import { placeOf } from "../../hosts/lab.ts";
import { guestOf } from "../../topologies/overlay/names.ts";
import { undoRules } from "../../means/bridge-filter.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";
import { peerOf, reach } from "./reach.ts";

const nodeOf = (parameters: Parameters): string => guestOf(textOf(parameters, "guest")).node;
const ruleOf = (parameters: Parameters): string =>
  `FORWARD -m physdev --physdev-in tap${guestOf(textOf(parameters, "guest")).port} --physdev-is-bridged -m statistic --mode random ` +
  `--probability ${(numberOf(parameters, "percent") / 100).toFixed(3)} -j DROP`;

/** Nothing but the rule's own counter shows it: the tap has received the packet, the virtual switch never did. */
export const bridgeRandomDrop: Fault = {
  id: "bridge-random-drop",
  kind: "fault",
  topology: "overlay",
  about: "A rule on a compute node drops a share of what one guest sends, between its tap and the virtual switch.",
  story: "A tenant reports a few percent of loss from one of his guests. The others on the same node are fine.",
  groundTruth: (parameters) => ({ causes: [{ id: "firewallDrop", host: nodeOf(parameters) }] }),
  parameters: { guest: "vma1", percent: 8 },
  limits: { percent: [0.1, 100] },
  variants: { light: { percent: 3 }, "other-guest": { guest: "vma2" } },
  inject: async (lab, parameters) => {
    await placeOf(lab, nodeOf(parameters)).must(["sh", "-euc", `iptables -A ${ruleOf(parameters)}`]);
  },
  heal: async (lab, parameters) => {
    await undoRules(placeOf(lab, nodeOf(parameters)), [`-D ${ruleOf(parameters)}`]);
  },
  check: async (lab, parameters) => {
    const guest = textOf(parameters, "guest");
    const node = placeOf(lab, nodeOf(parameters));
    const read = async (): Promise<number> => {
      const { stdout } = await node.exec(["iptables", "-nvxL", "FORWARD"]);
      return Number(/^\s*(\d+)\s+\d+ DROP.*statistic/m.exec(stdout)?.[1] ?? 0);
    };
    const before = await read();
    const { sent, lost } = await reach(lab, { from: guest, to: peerOf(guest) }, { count: 300, intervalMs: 4 });
    const dropped = (await read()) - before;
    return {
      symptom: lost > 0,
      mechanism: dropped > 0 && Math.abs(dropped - lost) <= 2,
      saw: `${lost} of ${sent} pings from ${guest} lost; the rule on ${node.name} +${dropped}`,
    };
  },
};
