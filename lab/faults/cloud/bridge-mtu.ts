import { placeOf } from "../../hosts/lab.ts";
import { echo } from "../../measure/echo.ts";
import { guestOf } from "../../topologies/overlay/names.ts";
import { rightMtu, USUAL_TUNNEL } from "../../topologies/overlay/tunnel.ts";
import { numberOf, textOf, type Fault, type Parameters } from "../fault.ts";
import { forgetPaths } from "./reach.ts";

const IP_AND_ICMP = 28;
/** Bridges and pairs let one VLAN tag more pass than their MTU. */
const SLACK = 4;

const deviceOf = (parameters: Parameters): string => `qvb${guestOf(textOf(parameters, "guest")).port}`;
const nodeOf = (parameters: Parameters): string => guestOf(textOf(parameters, "guest")).node;

export const bridgeMtu: Fault = {
  id: "bridge-mtu",
  kind: "fault",
  topology: "overlay",
  about: "One end of the pair between a guest's bridge and the virtual switch has a smaller MTU than the guest.",
  story: "Uploads of one guest hang since its host was updated. Its neighbours on the same host are fine.",
  groundTruth: (parameters) => ({ causes: [{ id: "innerLinkMtu", host: nodeOf(parameters), object: deviceOf(parameters) }] }),
  parameters: { guest: "vma1", mtu: 1_300 },
  variants: { "other-guest": { guest: "vma2" }, slightly: { mtu: 1_400 } },
  inject: async (lab, parameters) => {
    await placeOf(lab, nodeOf(parameters)).must(["ip", "link", "set", deviceOf(parameters), "mtu", String(numberOf(parameters, "mtu"))]);
    await forgetPaths(lab);
  },
  heal: async (lab, parameters) => {
    await placeOf(lab, nodeOf(parameters)).must(["ip", "link", "set", deviceOf(parameters), "mtu", "1500"]);
    await forgetPaths(lab);
  },
  check: async (lab, parameters) => {
    const [from, to] = [placeOf(lab, "vma1"), guestOf("vma2").address];
    const mtu = Number(await placeOf(lab, nodeOf(parameters)).must(["cat", `/sys/class/net/${deviceOf(parameters)}/mtu`]));
    const probe = { from, to, count: 4, intervalMs: 20 } as const;
    const fits = await echo({ ...probe, payload: mtu - IP_AND_ICMP });
    const larger = await echo({ ...probe, payload: mtu + SLACK + 1 - IP_AND_ICMP });
    return {
      symptom: fits.lost === 0 && larger.lost === larger.sent,
      mechanism: mtu < rightMtu(USUAL_TUNNEL),
      saw: `${deviceOf(parameters)}'s MTU ${mtu}; ${fits.lost} of ${fits.sent} pings of that size lost, ${larger.lost} of ${larger.sent} of ${SLACK + 1} bytes more`,
    };
  },
};
