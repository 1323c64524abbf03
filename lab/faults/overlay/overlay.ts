import { placeOf, type Lab } from "../../hosts/lab.ts";
import type { Node } from "../../topologies/overlay/names.ts";
import { planMtu } from "../../topologies/overlay/mtu.ts";
import { rightMtu, setOuterDf, tunnelPort, USUAL_TUNNEL, useTunnel, type At, type Tunnel } from "../../topologies/overlay/tunnel.ts";
import { textOf, type Cause, type Parameters } from "../fault.ts";

export const atOf =
  (lab: Lab): At =>
  (name) =>
    placeOf(lab, name);

/** Network A on another tunnel, its guests told an MTU that is `excess` larger than what that tunnel carries in one packet. */
export const oversize = async (lab: Lab, tunnel: Tunnel, excess: number): Promise<void> => {
  await useTunnel(atOf(lab), tunnel);
  await planMtu(atOf(lab), rightMtu(tunnel) + excess);
};

/** The tunnel and the MTU that the lab goes up with. */
export const restoreOverlay = async (lab: Lab): Promise<void> => oversize(lab, USUAL_TUNNEL, 0);

/** Compute nodes whose outer packets inherit Don't Fragment. The network node never does: it is not on the way between the guests. */
export const sidesOf = (parameters: Parameters): readonly ("cmp1" | "cmp2")[] => {
  const side = textOf(parameters, "side");
  if (side === "cmp1" || side === "cmp2") return [side];
  return ["cmp1", "cmp2"];
};

export const inheritOn = async (lab: Lab, sides: readonly Node[], tunnel: Tunnel): Promise<void> => {
  await Promise.all(sides.map((side) => setOuterDf(atOf(lab), side, { ...tunnel, df: "inherit" })));
};

/** The network's MTU is a property of the network: what shows it on a host is what the DHCP server hands out. */
export const overheadForgotten = (mtu: number): Cause => ({
  id: "tunnelOverhead",
  host: "net1",
  object: `DHCP option 26 (MTU) ${mtu}`,
});

/** What becomes of outer packets that are too large and may be fragmented: two for one. */
export const fragmentsOf = (tunnel: Tunnel, host: "cmp1" | "cmp2"): Cause => ({
  id: "outerFragmentation",
  host,
  object: portBetween(tunnel, host),
});

/** The port through which a compute node reaches the other one. */
export const portBetween = (tunnel: Tunnel, node: "cmp1" | "cmp2"): string => tunnelPort(tunnel, node === "cmp1" ? "cmp2" : "cmp1");
