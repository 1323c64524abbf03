import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import { changeOf } from "../../measure/counters.ts";
import { interfaceCounters } from "../../measure/interfaces.ts";
import { throughput } from "../../measure/throughput.ts";
import { UNDERLAY, underlayPort } from "../../topologies/overlay/names.ts";
import { rightMtu, type Tunnel } from "../../topologies/overlay/tunnel.ts";
import { numberOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";
import { fragmentsOf, overheadForgotten, oversize, restoreOverlay } from "./overlay.ts";
import { computeCounters } from "./window.ts";

/** GRE planned as if it carried IP packets: the inner Ethernet header of 14 bytes was forgotten. The outer packets are fragmented, so everything works. */
export const tunnelFragmentation: Fault = {
  id: "tunnel-fragmentation",
  kind: "fault",
  topology: "overlay",
  about: "The guests' MTU forgets the inner Ethernet header, and every full packet crosses the underlay in two fragments.",
  story: "The network people see twice the packets that we claim to send between the compute nodes. The guests work, a little slowly.",
  groundTruth: (parameters) => {
    const tunnel = tunnelOf(parameters);
    const contributing = (["cmp1", "cmp2"] as const).map((host) => fragmentsOf(tunnel, host));
    return { causes: [overheadForgotten(rightMtu(tunnel) + numberOf(parameters, "excess"))], contributing };
  },
  parameters: { carrier: "fwd", keyed: false, excess: 14 },
  variants: { keyed: { keyed: true }, vxlan: { carrier: "kvx", excess: 50 } },
  inject: (lab, parameters) => oversize(lab, tunnelOf(parameters), numberOf(parameters, "excess")),
  heal: restoreOverlay,
  check,
};

const tunnelOf = ({ carrier, keyed }: Parameters): Tunnel => ({
  carrier: carrier === "kvx" ? "kvx" : "fwd",
  keyed: keyed === true,
  df: "unset",
});

async function check(lab: Lab): Promise<SelfCheck> {
  const [client, server] = [hostOf(lab, "vma1"), hostOf(lab, "vma2")];
  const read = async () => {
    const [nodes, port] = await Promise.all([computeCounters(lab), interfaceCounters(placeOf(lab, UNDERLAY), underlayPort("cmp1"))]);
    return { ...nodes, portReceived: port["rx_packets"] ?? 0 };
  };
  const before = await read();
  const rate = await throughput({ client, server, address: server.dataAddress, direction: "up", seconds: 0.5 });
  const change = changeOf(before, await read());
  const of = (name: string) => change[name] ?? 0;
  const ratio = of("portReceived") / Math.max(1, of("cmp1.tap.rx_packets"));
  const [created, requested] = [of("cmp1.IpFragCreates"), of("cmp2.IpReasmReqds")];
  return {
    symptom: rate > 1 && ratio > 1.5,
    mechanism: created > 100 && Math.abs(created - requested) < 0.1 * created && of("cmp1.IpFragFails") === 0,
    saw: `TCP up ${rate.toFixed(1)} Mbit/s; ${of("cmp1.tap.rx_packets")} packets from vma1 became ${of("portReceived")} on the switch; cmp1 FragCreates +${created}, FragOKs +${of("cmp1.IpFragOKs")}; cmp2 ReasmReqds +${requested}, ReasmOKs +${of("cmp2.IpReasmOKs")}`,
  };
}
