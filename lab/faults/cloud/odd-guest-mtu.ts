import { placeOf } from "../../hosts/lab.ts";
import { echo } from "../../measure/echo.ts";
import { oneGuest, oneGuestWithNetwork } from "../../topologies/overlay/asks.ts";
import { planMtu } from "../../topologies/overlay/mtu.ts";
import { guestOf } from "../../topologies/overlay/names.ts";
import { rightMtu, USUAL_TUNNEL } from "../../topologies/overlay/tunnel.ts";
import { numberOf, textOf, type Fault } from "../fault.ts";
import { forgetPaths } from "./reach.ts";

const IP_AND_ICMP = 28;
const RIGHT = rightMtu(USUAL_TUNNEL);
const PROBER = "vma1";
const GUEST = guestOf("vma2");

/**
 * The same mistake as guest-mtu, and nobody can log in to the guest. A neighbour with the network's MTU does not take what a larger one sends, and a
 * smaller one does not take what the neighbour sends. Who is asked besides decides whether anybody can say which of the two is odd.
 */
export const oddGuestMtu: Fault = {
  id: "odd-guest-mtu",
  kind: "fault",
  topology: "overlay",
  about: "One guest has another MTU than its network, and nobody can log in to it.",
  story: "One instance answers ping, and ssh to it hangs. Its neighbours are fine.",
  groundTruth: (parameters) => ({
    causes: [{ id: "guestMtu", host: GUEST.node, object: `tap${GUEST.port}` }],
    ...(textOf(parameters, "asked") === "network"
      ? {}
      : { notNameable: "guest and prober differ, and nobody who knows the network's MTU was asked" }),
  }),
  parameters: { mtu: 1_500, asked: "network" },
  variants: { slightly: { mtu: RIGHT + 14 }, smaller: { mtu: 1_300 }, "one-word": { asked: "guests" } },
  limits: { mtu: [576, 1_500] },
  choices: { asked: ["network", "guests"] },
  asks: (parameters) => [textOf(parameters, "asked") === "network" ? oneGuestWithNetwork() : oneGuest()],
  inject: (lab, parameters) => planMtu((name) => placeOf(lab, name), RIGHT, { [GUEST.name]: numberOf(parameters, "mtu") }),
  heal: async (lab) => {
    await planMtu((name) => placeOf(lab, name), RIGHT);
    await forgetPaths(lab);
  },
  check: async (lab) => {
    const [prober, guest] = [placeOf(lab, PROBER), placeOf(lab, GUEST.name)];
    const mtu = Number(await guest.must(["cat", "/sys/class/net/eth1/mtu"]));
    const small = await echo({ from: prober, to: GUEST.address, count: 4, intervalMs: 20 });
    const [from, to] = mtu > RIGHT ? [guest, guestOf(PROBER).address] : [prober, GUEST.address];
    const large = await echo({ from, to, count: 4, intervalMs: 20, payload: Math.max(mtu, RIGHT) - IP_AND_ICMP });
    return {
      symptom: small.lost === 0 && large.lost === large.sent,
      mechanism: mtu !== RIGHT,
      saw: `${GUEST.name}'s MTU ${mtu}, right ${RIGHT}; ${small.lost} of ${small.sent} small and ${large.lost} of ${large.sent} large packets from ${from.name} lost`,
    };
  },
};
