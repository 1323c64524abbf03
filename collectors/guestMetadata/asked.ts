import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Unknown } from "#machines/contract/value.ts";
import type { Kind } from "../guest-kinds.ts";
import { chainOf, crossed, passed, seen, sideOf, type Side } from "../guest-side.ts";
import { COMPUTE } from "../guest-solve.ts";
import { readingOf, rowsOf } from "../source-readings.ts";

/** The role of the host whose namespaces serve the metadata. */
export const NETWORK = "network";

type Counted = Readonly<Record<"syn" | "accepted" | "refused" | "got" | "served" | "failed" | "askedLink" | "answeredLink", number>>;

/** What the guest asked of the metadata address in the window and what came back, and how far both got. */
export interface Requests {
  readonly guest: Side;
  readonly at: Counted;
  /** New connections on the compute node: came from the tap, came through its filter, left for the other host. */
  readonly there: { readonly tap: number; readonly filtered: number; readonly left: number; readonly arrived: number | null };
  /** What answers a new connection, on its way back. */
  readonly back: { readonly left: number | null; readonly arrived: number; readonly filtered: number; readonly tap: number };
  /** The host that serves metadata, or why nothing is known of what came to it; null where nobody named it. */
  readonly network: Side | Unknown | null;
}

/** Null where the guest has no port on its host: nothing of it passes there. */
export function requestsOf(given: Given): Requests | Unknown | null {
  const compute = given.hosts.find(({ role }) => role === COMPUTE);
  const serving = given.hosts.find(({ role }) => role === NETWORK);
  if (compute === undefined) return { unknown: "nobody named the guest's host" };
  const guest = sideOf(given, compute.key);
  if ("unknown" in guest) return guest;
  const chain = chainOf(guest, given.args["tap"] ?? "");
  if (chain === null) return null;
  const network = serving === undefined ? null : networkSide(given, serving.key);
  // With OVN the guest's own host serves it: nothing of that leaves the host.
  const far = network === null || "unknown" in network || serving?.address === compute.address ? null : network;
  const edge = (kind: Kind, direction: "in" | "out"): number => seen(guest, kind, { device: chain.edge, direction });
  const inner = (kind: Kind, direction: "in" | "out"): number => seen(guest, kind, { device: chain.inner, direction });
  const answers = (of: (kind: Kind) => number): number => of("metaAccept") + of("metaRefuse");
  return {
    guest,
    network,
    at: {
      syn: edge("metaSyn", "in"),
      accepted: edge("metaAccept", "out"),
      refused: edge("metaRefuse", "out"),
      got: edge("metaGet", "in"),
      served: edge("metaServe", "out"),
      failed: edge("metaFail", "out"),
      askedLink: edge("metaAsk", "in"),
      answeredLink: edge("metaAnswer", "out"),
    },
    there: {
      tap: edge("metaSyn", "in"),
      filtered: inner("metaSyn", "in"),
      left: far === null ? inner("metaSyn", "in") : passed(guest, { kind: "metaSyn", direction: "out" }),
      arrived: far === null ? null : crossed(far, guest, { kind: "metaSyn", direction: "in" }),
    },
    back: {
      left: far === null ? null : answers((kind) => crossed(far, guest, { kind, direction: "out" })),
      arrived: far === null ? answers((kind) => inner(kind, "out")) : answers((kind) => passed(guest, { kind, direction: "in" })),
      filtered: answers((kind) => inner(kind, "out")),
      tap: answers((kind) => edge(kind, "out")),
    },
  };
}

/** Its tunnels end at addresses that the look into its namespaces brought along: no list of switch ports is needed for them. */
function networkSide(given: Given, key: string): Side | Unknown {
  const frames = readingOf(given, "guestFrames", { host: key });
  if ("unknown" in frames) return frames;
  const complete = frames.fields["complete"];
  if (isUnknown(complete)) return complete;
  const service = readingOf(given, "metadataService", { host: key });
  if ("unknown" in service) return service;
  return {
    key,
    name: given.hosts.find((host) => host.key === key)?.name ?? key,
    hops: rowsOf(frames, "hops"),
    devices: [],
    addresses: new Set(rowsOf(service, "addresses").map((row) => row.key)),
    answers: [],
  };
}
