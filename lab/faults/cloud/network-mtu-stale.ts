import { placeOf, type Lab } from "../../hosts/lab.ts";
import { DHCP, GUEST_INTERFACE, ROUTER } from "../../topologies/overlay/names.ts";
import { rightMtu, USUAL_TUNNEL } from "../../topologies/overlay/tunnel.ts";
import { fragmentsOf, inheritOn, oversize, portBetween, restoreOverlay } from "../overlay/overlay.ts";
import { describeRates, observeGuests, stuckOnly } from "../overlay/window.ts";
import type { Fault, Parameters, SelfCheck } from "../fault.ts";

const RIGHT = rightMtu(USUAL_TUNNEL);
/** As it was planned at first: the inner Ethernet header was forgotten. */
const OLD = RIGHT + 14;

const inherits = (parameters: Parameters): boolean => parameters["inherit"] === true;

/** The network was corrected, and the ports of its router and its DHCP server with it; what that server tells guests is in a file that it read when it was started. */
export const networkMtuStale: Fault = {
  id: "network-mtu-stale",
  kind: "fault",
  topology: "overlay",
  about: "The network's MTU was corrected, and its DHCP server still hands out the old one, which the tunnel does not carry.",
  story:
    "The MTU of the network was corrected last week, and copies between guests hang all the same, also from guests that were started anew.",
  groundTruth: (parameters) => ({
    causes: [{ id: "networkMtuStale", host: "net1", object: `DHCP option 26 (MTU) ${OLD}` }],
    contributing: (["cmp1", "cmp2"] as const).map((host) =>
      inherits(parameters)
        ? { id: "outerDontFragment" as const, host, object: portBetween(USUAL_TUNNEL, host) }
        : fragmentsOf(USUAL_TUNNEL, host),
    ),
  }),
  parameters: { inherit: true },
  variants: { fragmented: { inherit: false } },
  inject: async (lab, parameters) => {
    await oversize(lab, USUAL_TUNNEL, OLD - RIGHT);
    if (inherits(parameters)) await inheritOn(lab, ["cmp1", "cmp2"], USUAL_TUNNEL);
    await placeOf(lab, "net1").must([
      "sh",
      "-euc",
      PORTS.map(([name, dev]) => `ip netns exec ${name} ip link set dev ${dev} mtu ${RIGHT}`).join("\n"),
    ]);
  },
  heal: restoreOverlay,
  check,
};

const PORTS = [
  [ROUTER.namespace, ROUTER.inside],
  [DHCP.namespace, DHCP.inside],
] as const;

async function check(lab: Lab, parameters: Parameters): Promise<SelfCheck> {
  const window = await observeGuests(lab);
  const mtuOf = async (argv: readonly string[], place: string): Promise<number> => Number(await placeOf(lab, place).must(argv));
  const [guest, serving] = await Promise.all([
    mtuOf(["cat", `/sys/class/net/${GUEST_INTERFACE}/mtu`], "vma1"),
    mtuOf(["ip", "netns", "exec", DHCP.namespace, "cat", `/sys/class/net/${DHCP.inside}/mtu`], "net1"),
  ]);
  const fragments = window.change["cmp1.IpFragCreates"] ?? 0;
  return {
    symptom: inherits(parameters) ? stuckOnly(window, { up: true, down: true }) : fragments > 100,
    mechanism: guest > serving && serving === RIGHT,
    saw: `${describeRates(window)}; vma1's MTU ${guest}, the DHCP server's own ${serving}; cmp1 FragCreates +${fragments}`,
  };
}
