import { placeOf } from "../../hosts/lab.ts";
import { undoRules } from "../../means/bridge-filter.ts";
import { echo } from "../../measure/echo.ts";
import { oneGuest } from "../../topologies/overlay/asks.ts";
import { guestOf } from "../../topologies/overlay/names.ts";
import { numberOf, type Fault, type Parameters } from "../fault.ts";

const GUEST = guestOf("vma2");
const IP_AND_ICMP = 28;
const ruleOf = (parameters: Parameters): string =>
  `FORWARD -m physdev --physdev-out tap${GUEST.port} --physdev-is-bridged -m length --length ${numberOf(parameters, "longest") + 1}:65535 -j DROP`;

/** By size alone it is a guest or a device that is too small: no MTU is. */
export const bridgeLengthRule: Fault = {
  id: "bridge-length-rule",
  kind: "fault",
  topology: "overlay",
  about: "A rule on a compute node drops what is longer than 1,400 bytes on its way to one guest.",
  story: "One instance answers ping, and uploads to it hang. Its neighbours on the same host are fine.",
  groundTruth: { causes: [{ id: "firewallDrop", host: GUEST.node }] },
  parameters: { longest: 1_400 },
  limits: { longest: [600, 1_450] },
  asks: [oneGuest()],
  inject: async (lab, parameters) => {
    await placeOf(lab, GUEST.node).must(["sh", "-euc", `iptables -A ${ruleOf(parameters)}`]);
  },
  heal: (lab, parameters) => undoRules(placeOf(lab, GUEST.node), [`-D ${ruleOf(parameters)}`]),
  check: async (lab, parameters) => {
    const node = placeOf(lab, GUEST.node);
    const read = async (): Promise<number> => {
      const { stdout } = await node.exec(["iptables", "-nvxL", "FORWARD"]);
      return Number(/^\s*(\d+)\s+\d+ DROP.*length/m.exec(stdout)?.[1] ?? 0);
    };
    const probe = { from: placeOf(lab, "vma1"), to: GUEST.address, count: 4, intervalMs: 20 } as const;
    const small = await echo(probe);
    const before = await read();
    const large = await echo({ ...probe, payload: numberOf(parameters, "longest") + 1 - IP_AND_ICMP });
    const dropped = (await read()) - before;
    return {
      symptom: small.lost === 0 && large.lost === large.sent,
      mechanism: dropped >= large.sent,
      saw: `${small.lost} of ${small.sent} small and ${large.lost} of ${large.sent} larger packets lost; the rule on ${node.name} +${dropped}`,
    };
  },
};
