import type { Derivation } from "#machines/contract/collector.ts";
import { gauge } from "../field.ts";
import { overheadOfPath } from "../overhead-of-path.ts";
import { FIELDS } from "../overhead-fields.ts";

/**
 * The sum that an incident with large packets comes down to: what the guests have, what the tunnel carries, the difference and what it is; where
 * sizes begin to vanish, and which link or tunnel that is.
 *
 * The boundary of a sweep is compared with what the links and the tunnel's settings allow. Virtual interfaces and bridges let up to 4 bytes more
 * through than their MTU, so a boundary of up to 4 above an MTU counts as it. Where a tunnel's settings are not known, a boundary that is
 * exactly what one of its kind leaves of the underlay's MTU is taken for it.
 *
 * Fields: of the whole path, except ...Here, smallerThanPeer, boundaryIsOwnLink, ...Towards and fragmentsMissing, which are of the host that is asked about.
 * Empty: without a tunnel the fields about it are unknown, and fits is "none".
 * Source: RFC 2784, RFC 2890, RFC 7348, RFC 8926, RFC 4303 (sizes of headers); collectors/overhead/arithmetic.ts
 */
export const overhead = {
  id: "overhead",
  title: "encapsulation arithmetic",
  about: "What the guests have, what the tunnel carries, and which bytes were forgotten.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["layout", "path", "largePackets", "dfSweep", "mtuOffers", "protocolCounters", "ipsec", "firewall"],
  fields: FIELDS,
  tables: { oversized: { by: gauge("bytes", "By how much the tunnel carries less.") } },
  derive: (given) => overheadOfPath(given, null),
} as const satisfies Derivation;
