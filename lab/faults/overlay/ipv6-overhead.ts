import { largePacketsOverIpv6Ask } from "../../topologies/overlay/asks.ts";
import { rightMtu, type Tunnel } from "../../topologies/overlay/tunnel.ts";
import { numberOf, type Fault, type SelfCheck } from "../fault.ts";
import { check as full } from "./healthy.ts";
import { overheadForgotten, oversize, portBetween, restoreOverlay } from "./overlay.ts";
import { describeRates, observeGuests, stuckOnly, type OverlayWindow } from "./window.ts";

const TUNNEL: Tunnel = { carrier: "kvx6" };
const SIDES = ["cmp1", "cmp2"] as const;
const ASKS = [largePacketsOverIpv6Ask("vma1", "vma2")];

/** IPv6's header is 20 bytes longer than that of IPv4. What is too large is refused: the kernel breaks up no tunnel's packet that goes over IPv6. */
export const ipv6Overhead: Fault = {
  id: "ipv6-overhead",
  kind: "fault",
  topology: "overlay",
  about: "The tunnels run over IPv6, and the guests' MTU was planned for IPv4: it forgets 20 bytes of the outer header.",
  story:
    "Since the compute nodes reach each other by IPv6, logging in to guests of other nodes hangs right after the banner, and copies stall at 0 bytes. Ping is fine.",
  groundTruth: (parameters) => ({
    causes: [overheadForgotten(rightMtu(TUNNEL) + numberOf(parameters, "excess"))],
    // IPv6 has no flag for it, and no router that would break anything up: each of its packets is as if it had the flag.
    contributing: SIDES.map((host) => ({ id: "outerDontFragment" as const, host, object: portBetween(TUNNEL, host) })),
  }),
  parameters: { excess: 20 },
  // Planned as if nothing were outside.
  variants: { whole: { excess: 70 } },
  asks: ASKS,
  inject: (lab, parameters) => oversize(lab, TUNNEL, numberOf(parameters, "excess")),
  heal: restoreOverlay,
  check: async (lab): Promise<SelfCheck> => {
    const window = await observeGuests(lab);
    return {
      symptom: stuckOnly(window, { up: true, down: true }),
      mechanism: SIDES.every((side) => of(window, side, "Ip6FragFails") > 0 && of(window, side, "IpFragFails") === 0),
      saw: `${describeRates(window)}; ${SIDES.map((side) => `${side} ${NAMES.map((name) => `${name} +${of(window, side, name)}`).join(", ")}`).join("; ")}`,
    };
  },
};

const NAMES = ["Ip6FragFails", "Ip6FragCreates", "IpFragFails", "vxlanDropped"] as const;

const of = ({ change }: OverlayWindow, side: string, name: string): number => change[`${side}.${name}`] ?? 0;

/** The same tunnels, and an MTU that fits into them. */
export const ipv6Healthy: Fault = {
  id: "ipv6-healthy",
  kind: "healthy",
  topology: "overlay",
  about: "Nothing is wrong, and the tunnels run over IPv6.",
  story: "Somebody believes that large packets between two guests are lost since the nodes reach each other by IPv6.",
  groundTruth: { causes: [] },
  parameters: {},
  asks: ASKS,
  inject: (lab) => oversize(lab, TUNNEL, 0),
  heal: restoreOverlay,
  check: full,
};
