import type { Kind } from "./guest-kinds.ts";
import { chainOf, crossed, seen, type Chain, type Side } from "./guest-side.ts";

/** Where frames can vanish between two points at which they were counted. */
export interface Segment {
  readonly place: "filter" | "switch" | "between" | "guest";
  /** BriefHost.key; null between the hosts. */
  readonly host: string | null;
  readonly direction: "toGuest" | "fromGuest";
  readonly kind: Kind;
  readonly in: number;
  readonly out: number;
}

export interface Path {
  /** Where the guest is. */
  readonly guest: Side;
  readonly guestChain: Chain;
  /** The prober's host where that is another one; null when both hang on one switch, or nobody named it. */
  readonly origin: Side | null;
  /** The prober's port, on its own host or the guest's; null where it cannot be seen. */
  readonly proberChain: Chain | null;
  /** Echo requests that the prober says it sent. */
  readonly sent: number;
}

export interface Walked {
  readonly segments: readonly Segment[];
  /** Nothing of what was sent has been seen anywhere. */
  readonly unseen: boolean;
  readonly kind: "request" | "ask";
}

/** Follows the frames: to the guest, what the guest answers, and where it has to ask for its peer's address itself, that too. */
export function walk(path: Path): Walked {
  const first = forward(path, "request");
  const kind = first.some(({ in: into, out }) => into > 0 || out > 0) ? "request" : "ask";
  const there = kind === "request" ? first : forward(path, "ask");
  const { guest, guestChain } = path;
  const at = (of: Kind, direction: "in" | "out"): number => seen(guest, of, { device: guestChain.edge, direction });
  const answerKind = kind === "request" ? "reply" : "answer";
  const delivered = at(kind, "out");
  const answered = at(answerKind, "in");
  const asksBack = at("askBack", "in");
  // A guest that asks for its peer has heard it: what it would answer waits for the address.
  const waits = kind === "request" && answered < delivered && asksBack > 0;
  const inGuest: Segment = {
    place: "guest",
    host: guest.key,
    direction: "fromGuest",
    kind,
    in: delivered,
    out: waits ? delivered : answered,
  };
  const back = answered > 0 ? backward(path, answerKind) : [];
  const asking = waits ? [...backward(path, "askBack"), ...forwardAnswers(path)] : [];
  return {
    kind,
    segments: [...there, inGuest, ...back, ...asking],
    unseen: there.every(({ in: into, out }) => into === 0 && out === 0) && delivered === 0,
  };
}

/** Follows the large probes there and back, where small ones pass: what a place is too small for vanishes there. */
export function walkLarge(path: Path): readonly Segment[] {
  const { guest, guestChain } = path;
  const at = (kind: Kind, direction: "in" | "out"): number => seen(guest, kind, { device: guestChain.edge, direction });
  const [delivered, answered] = [at("largeRequest", "out"), at("largeReply", "in")];
  const inGuest: Segment = {
    place: "guest",
    host: guest.key,
    direction: "fromGuest",
    kind: "largeRequest",
    in: delivered,
    out: Math.min(delivered, answered),
  };
  return [...forward(path, "largeRequest"), inGuest, ...(answered > 0 ? backward(path, "largeReply") : [])];
}

/** Answers to the guest's own question, as far as the question came. */
const forwardAnswers = (path: Path): readonly Segment[] => {
  const asked = backward(path, "askBack").at(-1);
  return asked !== undefined && asked.out > 0 ? forward(path, "answerBack") : [];
};

function forward(path: Path, kind: Kind): readonly Segment[] {
  const { guest, guestChain, origin, proberChain, sent } = path;
  const segments: Segment[] = [];
  const add = (segment: Omit<Segment, "direction" | "kind">): void => void segments.push({ ...segment, direction: "toGuest", kind });
  const inner = seen(guest, kind, { device: guestChain.inner, direction: "out" });
  const near = origin ?? guest;
  const edge = proberChain === null ? null : seen(near, kind, { device: proberChain.edge, direction: "in" });
  const entered =
    proberChain === null
      ? kind === "request" || kind === "largeRequest"
        ? sent
        : null
      : seen(near, kind, { device: proberChain.inner, direction: "in" });
  if (edge !== null && proberChain?.hybrid === true && entered !== null) add({ place: "filter", host: near.key, in: edge, out: entered });
  if (origin === null) {
    if (entered !== null && proberChain !== null) add({ place: "switch", host: guest.key, in: entered, out: inner });
  } else {
    const left = crossed(origin, guest, { kind, direction: "out" });
    const arrived = crossed(guest, origin, { kind, direction: "in" });
    if (entered !== null) add({ place: "switch", host: origin.key, in: entered, out: left });
    add({ place: "between", host: null, in: left, out: arrived });
    add({ place: "switch", host: guest.key, in: arrived, out: inner });
  }
  if (guestChain.hybrid)
    add({ place: "filter", host: guest.key, in: inner, out: seen(guest, kind, { device: guestChain.edge, direction: "out" }) });
  return segments;
}

function backward(path: Path, kind: Kind): readonly Segment[] {
  const { guest, guestChain, origin, proberChain } = path;
  const segments: Segment[] = [];
  const add = (segment: Omit<Segment, "direction" | "kind">): void => void segments.push({ ...segment, direction: "fromGuest", kind });
  const edge = seen(guest, kind, { device: guestChain.edge, direction: "in" });
  const inner = seen(guest, kind, { device: guestChain.inner, direction: "in" });
  if (guestChain.hybrid) add({ place: "filter", host: guest.key, in: edge, out: inner });
  const near = origin ?? guest;
  const last = proberChain === null ? null : seen(near, kind, { device: proberChain.inner, direction: "out" });
  if (origin === null) {
    if (last !== null) add({ place: "switch", host: guest.key, in: inner, out: last });
  } else {
    const left = crossed(guest, origin, { kind, direction: "out" });
    const arrived = crossed(origin, guest, { kind, direction: "in" });
    add({ place: "switch", host: guest.key, in: inner, out: left });
    add({ place: "between", host: null, in: left, out: arrived });
    if (last !== null) add({ place: "switch", host: origin.key, in: arrived, out: last });
  }
  if (proberChain?.hybrid === true && last !== null)
    add({ place: "filter", host: near.key, in: last, out: seen(near, kind, { device: proberChain.edge, direction: "out" }) });
  return segments;
}

/**
 * Does this segment lose what is missing? A quarter of it at least: two places may share a loss, and single frames slip past the ends of a window.
 * Of questions for an address a few are all there is.
 */
export const guilty = ({ in: into, out }: Segment, missing: number): boolean => into - out >= Math.max(1, missing / 4);

export const chains = (guest: Side, origin: Side | null, ports: { readonly tap: string; readonly proberTap: string }) => ({
  guestChain: chainOf(guest, ports.tap),
  proberChain: chainOf(origin ?? guest, ports.proberTap),
});
