import { hostOf, placeOf, type Lab } from "../../hosts/lab.ts";
import { NODES, UNDERLAY, UNDERLAY_INTERFACE, UNDERLAY_MTU, underlayPort } from "../../topologies/overlay/names.ts";
import { numberOf, textOf, type Cause, type Fault, type Parameters, type SelfCheck } from "../fault.ts";
import { USUAL_TUNNEL } from "../../topologies/overlay/tunnel.ts";
import { fragmentsOf } from "./overlay.ts";
import { describeRates, observeGuests, stuckOnly } from "./window.ts";

const nodeOf = (parameters: Parameters): "cmp1" | "cmp2" => (textOf(parameters, "node") === "cmp1" ? "cmp1" : "cmp2");
const isPort = (parameters: Parameters): boolean => textOf(parameters, "end") === "port";

/**
 * The guests' MTU is right for an underlay of 1500, and one end of one of its cables has less. `port`: the switch neither takes nor sends
 * full outer packets there, so both directions are stuck. `nic`: the node fragments what it sends itself, and refuses full packets that arrive.
 */
export const underlayMtu: Fault = {
  id: "underlay-mtu",
  kind: "fault",
  topology: "overlay",
  about: "One end of a compute node's cable to the underlay has a smaller MTU than all the others.",
  story:
    "Since the maintenance in the data centre, copies to guests on one compute node hang. Ping works everywhere, and guests on other nodes are fine.",
  groundTruth: (parameters) => {
    const node = nodeOf(parameters);
    const cause: Cause = isPort(parameters)
      ? // A switch's port: its name is nowhere on the hosts.
        { id: "underlayLinkMtu" }
      : { id: "underlayMtu", host: node, object: UNDERLAY_INTERFACE };
    const fragments = isPort(parameters) ? [] : [fragmentsOf(USUAL_TUNNEL, node)];
    return { causes: [cause], contributing: [{ id: "linkMtuMismatch", host: node, object: UNDERLAY_INTERFACE }, ...fragments] };
  },
  parameters: { node: "cmp2", end: "port", mtu: 1_400 },
  variants: {
    "other-node": { node: "cmp1" },
    slightly: { mtu: 1_490 },
    nic: { end: "nic" },
    "nic-other-node": { end: "nic", node: "cmp1" },
  },
  inject: async (lab, parameters) => {
    const node = nodeOf(parameters);
    const [place, dev] = isPort(parameters) ? [placeOf(lab, UNDERLAY), underlayPort(node)] : [hostOf(lab, node), UNDERLAY_INTERFACE];
    await place.must(["ip", "link", "set", "dev", dev, "mtu", `${numberOf(parameters, "mtu")}`]);
  },
  heal: async (lab) => {
    const right = (dev: string) => ["ip", "link", "set", "dev", dev, "mtu", `${UNDERLAY_MTU}`];
    await Promise.all(
      NODES.flatMap((node) => [placeOf(lab, UNDERLAY).must(right(underlayPort(node))), hostOf(lab, node).must(right(UNDERLAY_INTERFACE))]),
    );
  },
  check,
};

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const node = nodeOf(parameters);
  const [window, port, card] = await Promise.all([
    observeGuests(lab),
    mtuOf(placeOf(lab, UNDERLAY), underlayPort(node)),
    mtuOf(hostOf(lab, node), UNDERLAY_INTERFACE),
  ]);
  const of = (name: string): number => window.change[`${node}.${name}`] ?? 0;
  const [sent, received, fragments] = [of("eth1.tx_dropped"), of("eth1.rx_dropped"), of("IpFragCreates")];
  const stuck = isPort(parameters) ? { up: true, down: true } : { up: node === "cmp2", down: node === "cmp1" };
  return {
    symptom: stuckOnly(window, stuck),
    mechanism: isPort(parameters)
      ? port < card && sent > 0 && received === 0 && fragments === 0
      : card < port && received > 0 && sent === 0 && fragments > 0,
    saw:
      `${describeRates(window)}; MTU ${UNDERLAY_INTERFACE} of ${node} ${card}, ${underlayPort(node)} ${port}; ` +
      `${node} ${UNDERLAY_INTERFACE} tx dropped +${sent}, rx dropped +${received}, FragCreates +${fragments}`,
  };
}

const mtuOf = async (place: ReturnType<typeof placeOf>, dev: string): Promise<number> =>
  Number(await place.must(["cat", `/sys/class/net/${dev}/mtu`]));
