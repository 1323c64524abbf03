import type { Derivation, Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { gauge, saying, state } from "../field.ts";
import { nothingKnown, numberIn } from "../guest-rows.ts";
import { devicesOf, seen, type Side } from "../guest-side.ts";
import { guestMac, solve, type Solved } from "../guest-solve.ts";
import { GUEST_FRAMES, outsideOnly } from "../unseen-drops.ts";
import { queueFull } from "./queue.ts";

const fields = {
  lostInFilter: saying(state("Frames vanish on this host between a port's tap and the virtual switch, where its security group is."), {
    no: "No frames vanish on this host between a port's tap and the virtual switch",
  }),
  lostInSwitch: saying(state("Frames come into this host's virtual switch and do not leave it where they should."), {
    no: "No frames that come into this host's virtual switch are lost in it",
  }),
  lostAtPort: saying(state("Frames vanish where this port's security group acts: in the filter, or in the switch where there is none."), {
    no: "No frames vanish where this port's security group acts",
  }),
  lostBetween: saying(
    state("Frames leave one host for the other and never arrive there, and neither dropped them where its capture does not look."),
    { no: "No frames are known to be lost between the two hosts" },
  ),
  lostFrames: gauge("frames", "The most that one place on this host loses."),
  guestSilent: saying(state("The guest gets what is sent to it, and nothing comes back."), {
    no: "The guest does not get what is sent to it while nothing comes back",
  }),
  guestIgnoresArp: saying(state("The guest is asked for its Ethernet address, sends other things, and does not answer."), {
    no: "The guest does not leave questions for its Ethernet address unanswered while it sends other things",
  }),
  guestWithoutAddress: saying(state("The guest gets what is sent to it, and asks for an address by DHCP in vain."), {
    no: "The guest does not ask for an address by DHCP in vain",
  }),
  duplicate: saying(state("Another Ethernet address than the guest's answers for its address."), {
    no: "No other Ethernet address than the guest's answers for its address",
  }),
  staleNeighbour: saying(state("The prober sends to an Ethernet address that is not the guest's, and that nobody answered with."), {
    no: "The prober does not send to an Ethernet address that nobody answered with",
  }),
  reached: state("How far anything of the prober's came on the guest's host: nowhere, port (where its security group is), guest."),
  followed: state("What was followed: echoes, or questions for the guest's address where no echo was sent."),
  portAbsent: saying(state("No device of the guest's port exists on this host."), {
    no: "A device of the guest's port exists on this host",
  }),
  down: gauge("devices", "Devices of this host's port that are shut or have no carrier."),
  guestMac: state("The guest's Ethernet address, as the switch of its own host has it."),
} as const;

/**
 * Where on the way between a prober and a guest frames vanish: worked out from what each host saw of them in one window.
 *
 * Shape:
 *     guestFrames on cmp1, qvo3f2a91c0-1b in: request 10; eth1 out 10.20.0.12>10.20.0.13: request 0
 *     guestFrames on cmp2, tap7be04d52-c8 out: request 0
 * Fields: truths about the host that it is asked for, in the newest window. A place loses frames when it passes on fewer than it got, by a quarter of
 *   what the prober misses at least. Echoes are followed; where none was sent because nobody answered for the guest's address, the questions for it are.
 *   A guest that gets echoes and asks for the prober's address in turn has heard them: then its questions are followed.
 *   Example: lostInSwitch = true, lostInFilter = false, lostBetween = false, guestSilent = false, lostFrames = 10
 * Empty: when no host saw anything of the prober's frames nothing is known.
 *   What either host dropped before its capture or behind it, of all traffic, leaves lostBetween unknown where it reaches a fifth of what is missing there;
 *   what the queue of the guest's own tap dropped leaves open whether the guest got what it does not answer.
 * Fails: with any of its sources: a capture that lost frames, a host without tcpdump. Without an own host the prober's side is not known.
 * Source: the counts of guestFrames, guestProbe and ovsPorts; RFC 826 for what has to be asked before a frame is sent
 */
export const guestTrace = {
  id: "guestTrace",
  title: "where frames vanish",
  about: "Compares what each host saw of the frames to and from the guest, and says where they are lost.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  fields,
  tables: {
    segments: {
      place: state("filter, switch, between the hosts, or the guest itself."),
      direction: state("toGuest or fromGuest."),
      kind: state("What was followed: echoes, large ones where only those vanish, or ARP."),
      in: gauge("frames", "Came to this place."),
      out: gauge("frames", "Were passed on."),
    },
    devices: { down: gauge("", "2: shut; 1: without a carrier."), operstate: state("What the kernel calls its state.") },
    impostors: { guilty: gauge("", "1: it is not the guest's address.") },
  },
  from: ["guestFrames", "guestProbe", "ovsPorts"],
  derive,
} as const satisfies Derivation;

function derive(given: Given): Reading {
  const solved = solve(given);
  if ("unknown" in solved) return { fields: nothingKnown(fields, solved) };
  const side = [solved.guest, solved.origin].find((each) => each?.key === given.host.key) ?? null;
  if (side === null) return { fields: nothingKnown(fields, unknown(`${given.host.name} is neither the guest's host nor the prober's`)) };
  const isGuest = side === solved.guest;
  const chain = isGuest ? solved.guestChain : solved.proberChain;
  const losing = solved.losing.filter(({ host }) => host === null || host === side.key);
  // What drops frames on a host may look at their size; what is lost between hosts or in the guest for its size alone is guestSizes' to say.
  const inside = (solved.large?.losing ?? []).filter(({ host }) => host === side.key);
  const loses = (place: "filter" | "switch"): boolean => [...losing, ...inside].some((segment) => segment.place === place);
  const guess = ends(given, solved, isGuest);
  const down = downOf(given, solved, side);
  const own = losing.filter(({ host }) => host !== null).map((segment) => segment.in - segment.out);
  return {
    fields: {
      lostInFilter: loses("filter"),
      lostInSwitch: loses("switch"),
      lostAtPort: chain?.hybrid === true ? loses("filter") : loses("switch"),
      lostBetween: lostBetween(given, solved),
      lostFrames: Math.max(0, ...own),
      ...guess.fields,
      reached: isGuest ? reachedBy(solved) : unknown("the guest is on another host"),
      followed: followedIn(solved),
      portAbsent: isGuest && solved.guestChain === null,
      down: down.filter((row) => row["down"] !== 0).length,
      guestMac: guestMac(given, solved) ?? unknown("no switch says which Ethernet address the port has"),
    },
    tables: { segments: segmentsOf(solved, side), devices: down, impostors: guess.impostors },
  };
}

/** Frames that are not seen to arrive are lost between the hosts only where neither can have dropped them itself, unseen. */
function lostBetween(given: Given, { losing }: Solved): Value {
  const lost = losing.filter(({ place }) => place === "between").map((segment) => segment.in - segment.out);
  if (lost.length === 0) return false;
  const outside = outsideOnly(given, Math.max(...lost), GUEST_FRAMES);
  return isUnknown(outside) ? outside : true;
}

const followedIn = ({ walked }: Solved): Value =>
  walked === null ? unknown("the guest has no port on its host") : walked.kind === "request" ? "echoes" : "questions";

/** By what was handed to its tap, or else to the devices before the filter of its port. */
function reachedBy({ walked, guest }: Solved): Value {
  if (walked === null) return unknown("the guest has no port on this host");
  const own = walked.segments.filter(({ host, direction, kind }) => host === guest.key && direction === "toGuest" && kind === walked.kind);
  const handed = walked.segments.find(({ place }) => place === "guest")?.in ?? 0;
  if (handed > 0) return "guest";
  return own.some(({ place, in: into }) => place === "filter" && into > 0) ? "port" : "nowhere";
}

/** Who answers for the guest, and how. */
function ends(
  given: Given,
  solved: Solved,
  isGuest: boolean,
): { readonly fields: Readonly<Record<string, Value>>; readonly impostors: readonly Row[] } {
  const { guest, guestChain, walked, origin, probe } = solved;
  const at = { device: guestChain?.edge ?? "" };
  const count = (kind: Parameters<typeof seen>[1], direction: "in" | "out"): number => seen(guest, kind, { ...at, direction });
  const asked = count("ask", "out");
  const answered = count("answer", "in");
  const said = numberIn(
    guest.devices.find(({ key }) => key === at.device),
    "in",
  );
  const mac = guestMac(given, solved);
  const answering = [...new Set([...guest.answers, ...(origin?.answers ?? [])])];
  const others = mac === null ? (answering.length > 1 ? answering : []) : answering.filter((each) => each !== mac);
  const neighbour = probe.fields["neighbourMac"];
  const known = typeof neighbour === "string" && probe.fields["onLink"] === true ? neighbour : null;
  const behaviour = guestState({
    // What goes to another Ethernet address is flooded to the guest's tap as well, and the guest is right to ignore it.
    heard: (mac === null || known === null || known === mac) && (walked?.kind === "ask" ? asked > 0 && answered === 0 : loses(solved)),
    inVain: count("dhcpRequest", "in") > 0 && count("dhcpReply", "out") === 0,
    speaks: walked?.kind === "ask" && said > 0,
    unplugged: guest.devices.some((row) => row.key === at.device && row["up"] === false),
  });
  const full = behaviour === "answers" ? null : queueFull(solved);
  const is = (which: typeof behaviour): Value => (isGuest && behaviour === which ? (full ?? true) : false);
  return {
    fields: {
      guestSilent: is("silent"),
      guestIgnoresArp: is("ignoresArp"),
      guestWithoutAddress: is("withoutAddress"),
      ...whose({ mac, known, answering, others }),
    },
    impostors: others.map((key) => ({ key, guilty: 1 })),
  };
}

const loses = ({ losing }: Solved): boolean => losing.some(({ place }) => place === "guest");

interface Answering {
  readonly mac: string | null;
  readonly known: string | null;
  readonly answering: readonly string[];
  readonly others: readonly string[];
}

/**
 * Does somebody else have the guest's address, or does the prober merely believe so? An entry that names another Ethernet address than the guest's may
 * be either; only who answers a question for it tells. Where nobody answered any, that is not known.
 */
function whose({ mac, known, answering, others }: Answering): Readonly<Record<"duplicate" | "staleNeighbour", Value>> {
  if (others.length > 0) return { duplicate: true, staleNeighbour: false };
  const nobodysMac = unknown("the guest's own Ethernet address is not known");
  if (mac === null)
    return {
      duplicate: known === null && answering.length === 0 ? false : nobodysMac,
      staleNeighbour: known === null ? false : nobodysMac,
    };
  if (known === null || known === mac) return { duplicate: false, staleNeighbour: false };
  if (answering.length > 0) return { duplicate: false, staleNeighbour: true };
  const unasked = unknown("nobody was asked for the guest's Ethernet address in the window, or nobody answered");
  return { duplicate: unasked, staleNeighbour: unasked };
}

interface Behaviour {
  readonly heard: boolean;
  readonly inVain: boolean;
  readonly speaks: boolean;
  readonly unplugged: boolean;
}

/** What is sent to a tap without anybody behind it counts as handed over, so that the carrier has the first word. */
function guestState({ heard, inVain, speaks, unplugged }: Behaviour): "answers" | "unplugged" | "withoutAddress" | "ignoresArp" | "silent" {
  if (!heard) return "answers";
  if (unplugged) return "unplugged";
  if (inVain) return "withoutAddress";
  return speaks ? "ignoresArp" : "silent";
}

function downOf(given: Given, { guest, origin }: Solved, side: Side): readonly Row[] {
  const { tap = "", proberTap = "" } = given.args;
  const own = [...(side === guest ? devicesOf(side, tap) : []), ...(side === (origin ?? guest) ? devicesOf(side, proberTap) : [])];
  return own.map((row) => ({
    key: row.key,
    down: row["shut"] === true ? 2 : row["up"] === false ? 1 : 0,
    operstate: row["operstate"] ?? unknown("not read"),
  }));
}

const segmentsOf = ({ walked, large }: Solved, side: Side): readonly Row[] =>
  (large?.segments ?? walked?.segments ?? [])
    .filter(({ host }) => host === null || host === side.key)
    .map(({ place, direction, kind, in: into, out }) => ({ key: `${place} ${direction} ${kind}`, place, direction, kind, in: into, out }));
