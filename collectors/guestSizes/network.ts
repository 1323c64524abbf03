import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, unknown, type Unknown } from "#machines/contract/value.ts";
import { numberIn } from "../guest-rows.ts";
import type { Solved } from "../guest-solve.ts";
import { fieldOf, isNumber, readingOf } from "../source-readings.ts";

/** The MTU that guests of this network should have. */
export interface NetworkMtu {
  readonly mtu: number;
  /** Why one prober's word is not enough; null where somebody says the same who knows. */
  readonly doubt: Unknown | null;
}

/** What interfaces have that nobody set: that two of them have it says nothing. */
const USUAL = 1_500;

/**
 * What DHCP tells everybody, where it can be read and its own port has the same. Else the prober's own MTU, if it hangs on the guest's network: for sure
 * where it is the router, whose port has the network's, or where the devices of the guest's port were given the same. Else prober and guest differ, and
 * nobody knows which of the two is odd.
 */
export function networkMtu(
  given: Given,
  { probe, guest, guestChain }: Pick<Solved, "probe" | "guest" | "guestChain">,
): NetworkMtu | Unknown {
  const offers = readingOf(given, "mtuOffers");
  const [offered, serving] = [fieldOf(offers, "networkMtu"), fieldOf(offers, "servingMtu")];
  const { mtu, onLink, device } = probe.fields;
  const isRouter = typeof device === "string" && device.startsWith("qr-");
  if (isNumber(offered)) {
    const other = [serving, isRouter ? mtu : undefined].find((each) => isNumber(each) && each !== offered);
    return {
      mtu: offered,
      doubt: other === undefined ? null : unknown(`DHCP tells guests ${offered}, and a port of the network has ${String(other)}`),
    };
  }
  if (!isNumber(mtu)) return isUnknown(mtu) ? mtu : unknown("the prober's MTU was not read");
  if (onLink !== true)
    return unknown("a router lies between the prober and the guest, so the prober's MTU says nothing about the guest's network");
  const tap = guest.devices.find(({ key }) => key === guestChain?.edge);
  const confirmed = isRouter || (mtu !== USUAL && numberIn(tap, "mtu") === mtu);
  return { mtu, doubt: confirmed ? null : unknown(doubtOf(mtu)) };
}

const doubtOf = (mtu: number): string =>
  `the prober has an MTU of ${mtu}, and whether its network has that is not known: name the host with the network's DHCP server, or let its router probe`;

/** Sizes of what went out and came back, as the prober counted them. */
export interface Sent {
  readonly vanished: number;
  readonly fullSent: number;
  readonly fullReceived: number;
  readonly partsSent: number;
  readonly partsReceived: number;
  readonly smallParts: boolean;
  readonly mtu: number;
}

export function sentIn({ fields }: Reading): Sent {
  const at = (field: string): number => {
    const value = fields[field];
    return isNumber(value) ? value : 0;
  };
  return {
    ...{ vanished: at("vanished"), fullSent: at("fullSent"), fullReceived: at("fullReceived"), mtu: at("mtu") },
    ...{ partsSent: at("partsSent"), partsReceived: at("partsReceived"), smallParts: fields["smallParts"] === true },
  };
}
