import type { Derivation, Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown } from "#machines/contract/value.ts";
import { gauge, saying, state } from "../field.ts";
import { nothingKnown, numberIn } from "../guest-rows.ts";
import type { Segment } from "../guest-legs.ts";
import type { Side } from "../guest-side.ts";
import { COMPUTE, solve, type Solved } from "../guest-solve.ts";
import { fieldOf, isNumber, isUnread, readingOf } from "../source-readings.ts";
import { smallDevices, type Devices } from "./device.ts";
import { networkMtu, sentIn, type NetworkMtu, type Sent } from "./network.ts";
import { ownMtu, probersMtu, type Own } from "./own.ts";

const fields = {
  onlyLarge: state("Small probes come back, and of the large ones a kind of which none does."),
  networkMtu: gauge("bytes", "MTU that guests of this network should have."),
  guestMtu: gauge("bytes", "The guest's largest answer or piece of one: its MTU, or up to seven less."),
  guestOdd: saying(
    state("The guest's MTU is another than its network's, and that is where large packets vanish; asked of the prober, its own."),
    { no: "Large packets do not vanish because of the guest's own MTU" },
  ),
  guestLost: gauge("packets", "Large probes that this explains."),
  deviceSmall: saying(
    state("A device of this host's port has a smaller MTU than its network or its neighbours, and large packets vanish there."),
    { no: "Large packets do not vanish at a device of this host's port with a smaller MTU than its network or its neighbours" },
  ),
  deviceLost: gauge("packets", "Large probes that vanish there."),
  lostOnWay: saying(state("Large packets vanish in a switch or between the hosts, whatever the guest's MTU is."), {
    no: "Large packets do not vanish in a switch or between the hosts whatever the guest's MTU is",
  }),
  wayLost: gauge("packets", "Large probes that vanish there."),
} as const;

/**
 * Why large packets to or from one guest vanish while small ones pass: its own MTU, a device of its port, or the way that all guests share.
 *
 * Shape:
 *     guestProbe on vma1: mtu 1450, fullReceived 5 of 5, partsReceived 0 of 5
 *     guestFrames on cmp2: tap7be04d52-c8 in: largeReply 10, largestReply 1500
 *     mtuOffers on net1: networkMtu 1450
 * Fields: truths about the newest window. The guest's MTU is read from its answers, which come in pieces of that size; the network's is what DHCP tells
 *   everybody, or the prober's own where that is its router's or where the devices of the guest's port agree. deviceSmall and deviceLost are the host's
 *   that it is asked for, the others the path's.
 *   Example: onlyLarge = true, networkMtu = 1450, guestMtu = 1500, guestOdd = true, guestLost = 5, deviceSmall = false, deviceLost = 0, lostOnWay = false, wayLost = 0
 * Empty: where all large probes come back, and where no small one does, nothing is wrong with the size alone: false.
 * Fails: where a share of the small probes is lost no large ones are sent. Where guest and prober differ and nobody else says which MTU is the network's,
 *   guestOdd is unknown. Without captures of both hosts so is everything else.
 * Source: RFC 791 3.2 (fragmentation), RFC 1122 3.2.2.6 (an answer has the data of its question); the counts of guestFrames and guestProbe
 */
export const guestSizes = {
  id: "guestSizes",
  title: "where large packets end",
  about: "Compares the guest's MTU with its network's and with its port's devices, where only large packets vanish.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  fields,
  tables: {
    guests: { odd: gauge("", "1: its MTU is another than its network's.") },
    devices: { short: gauge("bytes", "How far its MTU is below what should pass."), mtu: gauge("bytes", "Its MTU.") },
    places: { lost: gauge("packets", "Large probes that vanish there.") },
  },
  from: ["guestFrames", "guestProbe", "ovsPorts", "mtuOffers"],
  derive,
} as const satisfies Derivation;

const PROBER = "prober";
const NOTHING = {
  onlyLarge: false,
  guestOdd: false,
  guestLost: 0,
  deviceSmall: false,
  deviceLost: 0,
  lostOnWay: false,
  wayLost: 0,
} as const;

function derive(given: Given): Reading {
  const probe = readingOf(given, "guestProbe");
  if (isUnread(probe)) return { fields: nothingKnown(fields, probe) };
  const mtu = fieldOf(probe, "mtu");
  const vanished = fieldOf(probe, "vanished");
  const unanswered = probe.fields["received"] === 0 && isNumber(probe.fields["sent"]) && probe.fields["sent"] > 0;
  const none = unknown(unanswered ? "no probe came back at all" : "all large probes came back");
  if (unanswered || vanished === 0) return { fields: { ...NOTHING, networkMtu: mtu, guestMtu: none } };
  if (isUnknown(vanished)) return { fields: { ...nothingKnown(fields, vanished), networkMtu: mtu } };
  const solved = solve(given);
  const known = { onlyLarge: true, networkMtu: mtu };
  if ("unknown" in solved) return { fields: { ...nothingKnown(fields, solved), ...known } };
  if (given.host.role === PROBER && solved.large !== null) return ofProber(given, solved);
  const side = [solved.guest, solved.origin].find((each) => each?.key === given.host.key) ?? null;
  const why = side === null ? `${given.host.name} is neither the guest's host nor the prober's` : "the guest has no port on its host";
  if (side === null || solved.large === null) return { fields: { ...nothingKnown(fields, unknown(why)), ...known } };
  return ofPort(given, solved, side);
}

const devicesAt = ({ given, solved, side }: At, { network, sent }: Facts): Devices =>
  smallDevices(solved, side, { port: given.args[side === solved.guest ? "tap" : "proberTap"] ?? "", network, mtu: sent.mtu });

interface At {
  readonly given: Given;
  readonly solved: Solved;
  readonly side: Side;
}

interface Facts {
  readonly sent: Sent;
  readonly network: NetworkMtu | Unknown;
  readonly own: Own;
}

const factsOf = (given: Given, solved: Solved): Facts => {
  const [sent, network] = [sentIn(solved.probe), networkMtu(given, solved)];
  return { sent, network, own: ownMtu(solved, sent, network) };
};

/** What is true of the path, whoever is asked. */
function pathFields({ network, own }: Facts, onWay: readonly Segment[]) {
  return {
    onlyLarge: true,
    networkMtu: isUnread(network) ? network : network.mtu,
    guestMtu: own.mtu,
    lostOnWay: onWay.length > 0,
    wayLost: lostIn(onWay),
  };
}

/** Lost where other guests' packets pass as well: neither in a small device of a port, nor because the guest sends too large ones. */
function lostOnWay(given: Given, solved: Solved, facts: Facts): readonly Segment[] {
  const explained = [solved.guest, solved.origin].flatMap((one) =>
    one === null ? [] : devicesAt({ given, solved, side: one }, facts).losing,
  );
  return (solved.large?.losing ?? []).filter(
    (segment) =>
      (segment.place === "switch" || segment.place === "between") &&
      !explained.includes(segment) &&
      !(facts.own.larger && segment.direction === "fromGuest"),
  );
}

function ofProber(given: Given, solved: Solved): Reading {
  const facts = factsOf(given, solved);
  const { sent, network } = facts;
  const own = probersMtu(solved, sent, network);
  const key = `${String(solved.probe.fields["device"])}, with an MTU of ${sent.mtu} in a network of ${isUnread(network) ? 0 : network.mtu}`;
  return {
    fields: {
      ...nothingKnown(fields, unknown("this is the prober")),
      ...pathFields(facts, lostOnWay(given, solved, facts)),
      ...{ guestOdd: own.odd, guestLost: own.lost },
    },
    tables: { guests: own.odd === true ? [{ key, odd: 1 }] : [] },
  };
}

function ofPort(given: Given, solved: Solved, side: Side): Reading {
  const facts = factsOf(given, solved);
  const { own, network } = facts;
  const here = devicesAt({ given, solved, side }, facts);
  const onWay = lostOnWay(given, solved, facts);
  return {
    fields: {
      ...pathFields(facts, onWay),
      ...{ guestOdd: own.odd, guestLost: own.lost },
      ...{ deviceSmall: here.small.length > 0, deviceLost: lostIn(here.losing) },
    },
    tables: {
      guests: own.odd === true && given.host.role === COMPUTE ? [{ key: guestRow(solved, own, network), odd: 1 }] : [],
      devices: here.small.map((row): Row => ({ key: row.key, short: facts.sent.mtu - numberIn(row, "mtu"), mtu: numberIn(row, "mtu") })),
      places: onWay.map((segment) => ({ key: placeOf(given, segment), lost: segment.in - segment.out })),
    },
  };
}

const lostIn = (segments: readonly Segment[]): number => segments.reduce((sum, segment) => sum + segment.in - segment.out, 0);

const guestRow = ({ guestChain }: Solved, { mtu }: Own, network: NetworkMtu | Unknown): string =>
  `${guestChain?.edge ?? ""}, with answers in pieces of ${isNumber(mtu) ? mtu : 0} bytes in a network of ${isUnread(network) ? 0 : network.mtu}`;

function placeOf(given: Given, { host, place, direction }: Segment): string {
  const where = place === "between" ? "between the hosts" : `in the switch of ${given.hosts.find(({ key }) => key === host)?.name ?? host}`;
  return `${where}, ${direction === "toGuest" ? "to" : "from"} the guest`;
}
