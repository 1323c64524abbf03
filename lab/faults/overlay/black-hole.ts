import { rightMtu, type Tunnel } from "../../topologies/overlay/tunnel.ts";
import { numberOf, type Fault, type Parameters, type SelfCheck } from "../fault.ts";
import { fragmentsOf, inheritOn, overheadForgotten, oversize, portBetween, restoreOverlay, sidesOf } from "./overlay.ts";
import { describeRates, observeGuests, stuckOnly, type OverlayWindow } from "./window.ts";

interface BlackHole {
  readonly id: string;
  readonly about: string;
  readonly excess: number;
  tunnel(parameters: Parameters): Tunnel;
  readonly parameters?: Parameters;
  readonly variants?: Readonly<Record<string, Parameters>>;
  /** Whether one side's own counters show that it refused its outer packets. */
  refused(window: OverlayWindow, side: "cmp1" | "cmp2"): boolean;
  saw(window: OverlayWindow, side: "cmp1" | "cmp2"): string;
}

/** Guests' packets that are too large for the underlay once encapsulated, and outer packets that must not be fragmented: lost without a word to the guests. */
const blackHole = (spec: BlackHole): Fault => ({
  id: spec.id,
  kind: "fault",
  topology: "overlay",
  about: spec.about,
  story:
    "Since a compute node was installed anew, logging in to some guests hangs right after the banner, and copies stall at 0 bytes. Ping is fine, and so are guests on other nodes.",
  groundTruth: (parameters) => {
    const tunnel = spec.tunnel(parameters);
    const inherits = sidesOf(parameters);
    // With Don't Fragment unset such packets would only be doubled; with the right MTU there were none.
    const contributing = (["cmp1", "cmp2"] as const).map((host) =>
      inherits.includes(host) ? { id: "outerDontFragment" as const, host, object: portBetween(tunnel, host) } : fragmentsOf(tunnel, host),
    );
    return { causes: [overheadForgotten(rightMtu(tunnel) + numberOf(parameters, "excess"))], contributing };
  },
  parameters: { side: "both", excess: spec.excess, ...spec.parameters },
  variants: { "only-cmp1": { side: "cmp1" }, "only-cmp2": { side: "cmp2" }, ...spec.variants },
  inject: async (lab, parameters) => {
    const tunnel = spec.tunnel(parameters);
    await oversize(lab, tunnel, numberOf(parameters, "excess"));
    await inheritOn(lab, sidesOf(parameters), tunnel);
  },
  heal: restoreOverlay,
  check: async (lab, parameters): Promise<SelfCheck> => {
    const window = await observeGuests(lab);
    const sides = sidesOf(parameters);
    return {
      symptom: stuckOnly(window, { up: sides.includes("cmp1"), down: sides.includes("cmp2") }),
      mechanism: (["cmp1", "cmp2"] as const).every((side) => spec.refused(window, side) === sides.includes(side)),
      saw: `${describeRates(window)}; ${(["cmp1", "cmp2"] as const).map((side) => `${side} ${spec.saw(window, side)}`).join("; ")}`,
    };
  },
});

const fromGre = ({ keyed }: Parameters): Tunnel => ({ carrier: "fwd", keyed: keyed === true, df: "unset" });

/** As with a tunnel whose packets are built outside the kernel's own tunnels: what must not be fragmented is refused where nothing of the kernel counts it. */
export const greOverhead: Fault = blackHole({
  id: "gre-overhead",
  about:
    "The guests' MTU forgets the inner Ethernet header of GRE, and compute nodes hand the guests' Don't Fragment to the outer packets.",
  excess: 14,
  tunnel: fromGre,
  parameters: { keyed: false },
  variants: { keyed: { keyed: true } },
  refused: ({ change }, side) => (change[`${side}.tx_too_big`] ?? 0) > 0 && change[`${side}.IpFragFails`] === 0,
  saw: ({ change }, side) =>
    `refused by the tunnel ${change[`${side}.tx_too_big`] ?? 0}, FragFails +${change[`${side}.IpFragFails`]}, FragCreates +${change[`${side}.IpFragCreates`]}`,
});

/** The kernel's own tunnel: each refusal is a FragFails, and an ICMP error that the node sends to itself. */
export const vxlanOverhead: Fault = blackHole({
  id: "vxlan-overhead",
  about: "The guests' MTU forgets VXLAN's 50 bytes, and compute nodes hand the guests' Don't Fragment to the outer packets.",
  excess: 50,
  tunnel: () => ({ carrier: "kvx", df: "unset" }),
  refused: ({ change }, side) => {
    const [failed, sent, received, dropped] = ["IpFragFails", "IcmpOutDestUnreachs", "IcmpInDestUnreachs", "vxlanDropped"].map(
      (name) => change[`${side}.${name}`] ?? 0,
    );
    return failed !== undefined && failed > 0 && sent === failed && received === failed && (dropped ?? 0) > 0;
  },
  saw: ({ change }, side) =>
    `FragFails +${change[`${side}.IpFragFails`]}, ICMP unreachable sent +${change[`${side}.IcmpOutDestUnreachs`]} and received +${change[`${side}.IcmpInDestUnreachs`]}, vxlan tx dropped +${change[`${side}.vxlanDropped`]}, FragCreates +${change[`${side}.IpFragCreates`]}`,
});
