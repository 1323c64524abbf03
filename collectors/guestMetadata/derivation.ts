import type { Derivation, Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { gauge, saying, state } from "../field.ts";
import { nothingKnown, numberIn } from "../guest-rows.ts";
import { COMPUTE, guestMac, solve } from "../guest-solve.ts";
import { NETWORK, requestsOf, type Requests } from "./asked.ts";
import { droppedBy } from "./dropped.ts";
import { serviceOf, type Service } from "./service.ts";

const requests = (about: string) => gauge("requests", about);
const fields = {
  asked: requests(
    "What the guest asked for in the window: connections it began to the metadata address, or questions for its neighbour of that address.",
  ),
  unanswered: requests("Those that brought it nothing."),
  askedElsewhere: saying(
    state("The guest sends its requests where nobody serves metadata: to its own link, or to a router while another namespace serves it."),
    { no: "The guest does not send its requests where nobody serves metadata" },
  ),
  dropped: saying(state("Requests, or the answers to them, vanish on this host, and echoes do not."), {
    no: "Requests and answers do not vanish on this host while echoes pass",
  }),
  proxyDown: saying(state("Nothing listens in the namespace of this host that should serve the guest."), {
    no: "Something listens in the namespace of this host that should serve the guest",
  }),
  ruleMissing: saying(state("The proxy of this host listens, and no rule leads requests to it."), {
    no: "No proxy of this host listens without a rule that leads requests to it",
  }),
  proxyFails: saying(state("Requests reach the proxy of this host, which takes them and serves nothing."), {
    no: "The proxy of this host does not take requests without serving them",
  }),
} as const;

/**
 * Whether a guest gets its metadata, and if not, what becomes of its requests: worked out from what it sent in the window, how far that came, and what
 * the namespaces do that should serve it.
 *
 * Shape:
 *     guestFrames on cmp2, tap7be04d52-c8 in: metaSyn 9; out: metaRefuse 9
 *     guestFrames on net1, eth1 in 10.20.0.13>10.20.0.11: metaSyn 9
 *     metadataService on net1, qrouter-...: ledTo 9697, serves false, taken 9
 * Fields: truths about the host that it is asked for, in the newest window. All are false while the guest asks for nothing or gets what it asks for, and
 *   where echoes vanish in the same place: then it is no matter of metadata. The last request of a window may have no answer yet, and counts as answered
 *   where others are.
 *   Example: asked = 9, unanswered = 9, proxyDown = true, ruleMissing = false, askedElsewhere = false, dropped = false
 * Empty: a guest that asks for nothing is no symptom; where a host that serves metadata was named, it is unknown whether it would get some.
 * Fails: with its sources. Nothing is known of the service without a host that serves it. IPv6 metadata (fe80::a9fe:a9fe) is not followed.
 * Source: the counts of guestFrames and metadataService; https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/metadata/driver.py
 */
export const guestMetadata = {
  id: "guestMetadata",
  title: "the guest's metadata",
  about: "Says whether a guest's requests for metadata are answered, and where they end if not.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  fields,
  tables: {
    proxies: { guilty: gauge("", "1: it should serve the guest, and does not.") },
    places: { dropped: gauge("packets", "In the window, by what drops requests, or by the place where they end.") },
  },
  from: ["guestFrames", "metadataService", "ovsPorts", "ovsFlows", "firewall", "guestProbe"],
  derive,
} as const satisfies Derivation;

function derive(given: Given): Reading {
  const asked = requestsOf(given);
  if (asked === null) return { fields: { ...NOTHING, asked: 0, unanswered: 0 } };
  if ("unknown" in asked) return { fields: nothingKnown(fields, asked) };
  const got = resultOf(asked);
  if (got.unanswered === 0) return { fields: { ...NOTHING, asked: got.asked, unanswered: unasked(given, asked, got) } };
  const base = { asked: got.asked, unanswered: got.unanswered };
  return given.host.role === COMPUTE ? ofGuest(given, asked, base) : ofService(given, asked, base);
}

const NOTHING = { askedElsewhere: false, dropped: false, proxyDown: false, ruleMissing: false, proxyFails: false } as const;

interface Result {
  readonly asked: number;
  readonly unanswered: number;
}

function resultOf({ at }: Requests): Result {
  if (at.syn === 0) return { asked: at.askedLink, unanswered: at.answeredLink > 0 ? 0 : at.askedLink };
  const open = Math.max(0, at.syn - at.accepted);
  const empty = at.accepted > 0 ? Math.max(0, at.got - at.served) : 0;
  // One that is still on its way says nothing, where others come back; single items that a cloud has not got (404) are usual.
  if (at.served > 0 && open <= 1) return { asked: at.syn, unanswered: 0 };
  return { asked: at.syn, unanswered: open + empty };
}

/** Nobody can say that a guest which does not ask would get its metadata; who named no host for it did not ask about it either. */
function unasked(given: Given, { network, at }: Requests, { asked }: Result): Value {
  if (asked > 0 || at.got > 0 || network === null) return 0;
  const solved = solve(given);
  const lost = "unknown" in solved || solved.missing > 0;
  return lost
    ? 0
    : unknown("the guest asked for no metadata in this window: have it ask, by a restart or by curl on its console, while this runs");
}

const few = (some: number, of: number): boolean => of > 0 && some <= of / 2;

function ofGuest(given: Given, asked: Requests, base: Result): Reading {
  const { at, there, back } = asked;
  const service = serviceFor(given);
  const onLink = at.syn === 0 && at.askedLink > 0;
  const here =
    few(there.filtered, there.tap) || few(there.left, there.tap) || few(back.filtered, back.arrived) || few(back.tap, back.filtered);
  const lost = here && !onLink ? echoesLost(given, asked.guest.key) : false;
  const dropped: Value = typeof lost === "boolean" ? here && !onLink && !lost : lost;
  return {
    fields: { ...NOTHING, ...base, askedElsewhere: onLink || elsewhere(asked, service), dropped },
    tables: {
      places: dropped === true ? droppedBy(given, there.tap - there.left, few(there.filtered, there.tap) ? "filter" : "switch") : [],
    },
  };
}

function ofService(given: Given, asked: Requests, base: Result): Reading {
  const service = serviceFor(given);
  if (asked.network !== null && "unknown" in asked.network) return { fields: { ...nothingKnown(NOTHING, asked.network), ...base } };
  if (service === null || "unknown" in service)
    return { fields: { ...nothingKnown(NOTHING, service ?? unknown("nobody named a host that serves metadata")), ...base } };
  const arrived = asked.there.arrived ?? asked.there.left;
  // Requests that do not come here are somebody else's to serve.
  const unserved = service.serving.length === 0 && arrived > 0;
  const down = unserved && !service.namespaces.some((row) => row["proxy"] === true);
  const rule = unserved && service.leading.length === 0 && !down;
  const reached = service.serving.some((row) => numberIn(row, "taken") > 0);
  const untold = service.serving.some((row) => isUnknown(row["taken"]));
  const unreached = service.serving.length > 0 && !reached && arrived > 0 && elsewhere(asked, service) === false;
  const lostBack = reached && arrived > 0 && asked.back.left === 0;
  const places = [
    ...service.rules.filter((row) => numberIn(row, "dropped") >= arrived / 2),
    ...service.serving.map(({ key }) => ({ key, dropped: 0 })),
  ];
  const dropped: Value = untold ? unknown("what reached the proxy could not be counted") : unreached || lostBack;
  const fails = reached && asked.at.accepted > 0 && asked.at.served === 0;
  const guilty = down ? proxiesOf(service) : rule || fails ? named(service, fails) : [];
  return {
    fields: { ...NOTHING, ...base, proxyDown: down, ruleMissing: rule, proxyFails: fails, dropped },
    tables: { proxies: guilty, places: dropped === true ? places : [] },
  };
}

/** The process that is missing, by where it belongs: a network's router before its DHCP server. */
function proxiesOf({ leading, namespaces }: Service): readonly Row[] {
  const where = leading[0] ?? namespaces.find((row) => row["kind"] === "router") ?? namespaces[0];
  return where === undefined ? [] : [{ key: `haproxy in ${where.key}`, guilty: 1 }];
}

const named = ({ serving, namespaces }: Service, fails: boolean): readonly Row[] =>
  (fails ? serving : namespaces.filter((row) => row["proxy"] === true)).slice(0, 1).map(({ key }) => ({ key, guilty: 1 }));

function serviceFor(given: Given): Service | Unknown | null {
  const host = given.hosts.find(({ role }) => role === NETWORK);
  if (host === undefined) return null;
  const solved = solve(given);
  return serviceOf(given, host.key, "unknown" in solved ? null : guestMac(given, solved));
}

/**
 * Requests that go to a router while only a DHCP server's namespace serves metadata: the guest was not told to go there. They come to the host, and
 * nothing of them to that namespace.
 */
function elsewhere({ at, there }: Requests, service: Service | Unknown | null): Value {
  if (at.syn === 0) return false;
  if (service === null) return false;
  if ("unknown" in service) return service;
  const { serving } = service;
  if (serving.length === 0 || serving.some((row) => row["kind"] !== "dhcp")) return false;
  const untold = serving.find((row) => isUnknown(row["taken"]));
  if (untold !== undefined) return unknown("what reached the proxy could not be counted");
  return (there.arrived ?? there.left) > 0 && serving.every((row) => numberIn(row, "taken") === 0);
}

/** Do echoes vanish on this host as well, before or behind the guest? Then whatever takes them takes requests for metadata, too. */
function echoesLost(given: Given, key: string): Value {
  const solved = solve(given);
  if ("unknown" in solved) return solved;
  return solved.losing.some(({ host, place }) => host === key && place !== "guest");
}
