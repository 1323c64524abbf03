import type { BriefHost, Reading, Row, Runbook, Verdict } from "./contract/index.ts";
import { briefOf } from "./journal/brief.ts";
import type { InvestigationEvent } from "./journal/event.ts";

/** A runbook that a first look leads to. */
export interface HandOver {
  readonly runbook: string;
  /** How much speaks for it: only the order means something. */
  readonly points: number;
  /** Where it shows, most first: BriefHost.key. Empty where it is no one host's. */
  readonly hosts: readonly string[];
  /** Role there by role here, where the author says so. */
  readonly as?: Readonly<Record<string, string>>;
}

/** Where a first look leads, the most telling first; of a runbook that names causes itself, who looks for what they leave over. */
export function handOversOf({ standings, remains = [] }: Verdict, runbook: Runbook): readonly HandOver[] {
  const found = new Map<string, { readonly host: string | null; readonly points: number }[]>();
  const casts = new Map<string, Readonly<Record<string, string>>>();
  for (const { hypothesis, host, standing, evidence } of standings) {
    const { leadsTo: to, leadsAs } = runbook.hypotheses[hypothesis] ?? {};
    if (to === undefined || standing !== "supported") continue;
    if (leadsAs !== undefined) casts.set(to, leadsAs);
    const points = Math.max(0, ...evidence.flatMap(({ state, saw }) => (state === "held" && typeof saw === "number" ? [saw] : [])));
    found.set(to, [...(found.get(to) ?? []), { host: host ?? null, points }]);
  }
  for (const { leadsTo, host, missing } of remains)
    if (leadsTo !== undefined) found.set(leadsTo, [...(found.get(leadsTo) ?? []), { host, points: missing ?? 0 }]);
  return [...found]
    .map(([to, hosts]): HandOver => {
      const sorted = hosts.toSorted((a, b) => b.points - a.points);
      const as = casts.get(to);
      const shown = sorted.flatMap(({ host }) => host ?? []);
      return { runbook: to, points: sorted[0]?.points ?? 0, hosts: shown, ...(as === undefined ? {} : { as }) };
    })
    .toSorted((a, b) => b.points - a.points);
}

/** The next runbook's form as far as this log can fill it: hosts by role, and inputs. What is missing is left to the engineer. */
export interface Filling {
  readonly hosts: Readonly<Record<string, readonly BriefHost[]>>;
  readonly inputs: Readonly<Record<string, string>>;
}

export function fillingFor(next: Runbook, { hosts: shown, as }: HandOver, events: readonly InvestigationEvent[]): Filling {
  const [first] = events;
  if (first?.type !== "started") return { hosts: {}, inputs: {} };
  const { hosts, inputs } = briefOf(events);
  const pool = hosts.filter(({ role }) => role !== "healthyPeer");
  const seen = addressesIn(events);
  const target = inputs["target"];
  const owner = pool.find(({ key }) => target !== undefined && seen(key).some(({ address }) => address === target));
  // Whoever has the address that is complained about answers; else whoever shows most.
  const answering = owner ?? pool.find(({ key }) => key === shown[0]) ?? pool[0];
  const taken = saidRoles(next, pool, as) ?? sameRoles(next, pool) ?? castOf(next, pool, answering);
  const asking = pool.find((host) => host !== answering);
  const found =
    target ?? (answering === undefined ? undefined : addressBetween(seen(answering.key), asking === undefined ? [] : seen(asking.key)));
  const shared = pool.flatMap(({ key }) => seen(key)).find(({ length, address }) => length === 32 && !address.includes(":"))?.address;
  const known: Readonly<Record<string, string | undefined>> = { ...inputs, target: found, address: shared };
  const inside = namespaceWhere(next, events);
  return {
    hosts: Object.fromEntries(Object.entries(taken).map(([role, cast]) => [role, cast.map((host) => ({ ...host, ...inside(host) }))])),
    inputs: Object.fromEntries(
      Object.keys(next.inputs).flatMap((name) => {
        const value = Object.hasOwn(known, name) && name !== "seconds" ? known[name] : undefined;
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

/** As the author of this runbook says, if whoever is needed is there. */
function saidRoles(next: Runbook, pool: readonly BriefHost[], as: HandOver["as"]): Filling["hosts"] | null {
  if (as === undefined) return null;
  const cast = Object.entries(as).map(
    ([role, own]) => [role, pool.filter((host) => host.role === own).slice(0, next.roles[role]?.most ?? 1)] as const,
  );
  const found = new Map(cast.filter(([, hosts]) => hosts.length > 0));
  return Object.entries(next.roles).some(([role, { required }]) => required && !found.has(role)) ? null : Object.fromEntries(found);
}

/** Where the next runbook calls its hosts as this one did, each keeps its part. Null: a host that it needs has none of that name. */
function sameRoles(next: Runbook, pool: readonly BriefHost[]): Filling["hosts"] | null {
  const cast = Object.entries(next.roles).map(
    ([role, { most = 1 }]) => [role, pool.filter((host) => host.role === role).slice(0, most)] as const,
  );
  const found = cast.filter(([, hosts]) => hosts.length > 0);
  if (found.length === 0 || cast.some(([role, hosts]) => next.roles[role]?.required === true && hosts.length === 0)) return null;
  return Object.fromEntries(found);
}

/**
 * A sign that was seen in a network namespace says that the next runbook has to look there: the host is filled in with it. Only one that ip netns knows by
 * name can be entered; what most speaks for that kind of incident decides.
 */
function namespaceWhere(next: Runbook, events: readonly InvestigationEvent[]): (host: BriefHost) => Pick<BriefHost, "netns"> {
  const [first] = events;
  const hypotheses = first?.type === "started" ? first.runbook.hypotheses : {};
  return ({ key, netns }) => {
    const signs = events.findLast((event) => event.type === "observed" && isOf(event.request, { test: "signs", host: key }));
    const rows = signs?.type === "observed" ? (signs.reading.tables?.["signs"] ?? []) : [];
    const most = rows.find(({ area }) => typeof area === "string" && hypotheses[area]?.leadsTo === next.id)?.["namespace"];
    return netns === undefined && typeof most === "string" && NAMESPACE.test(most) ? { netns: most } : {};
  };
}

/** The host gave the name, and somebody may paste the next command into a shell: only what means nothing there. Processes' namespaces have no name. */
const NAMESPACE = /^\w[\w.-]{0,63}$/;

/** `${round}.${test}.${host}.${moment}` */
function isOf(request: string, { test, host }: { readonly test: string; readonly host: string }): boolean {
  const [, what, where] = request.split(".");
  return what === test && where === host;
}

/**
 * Runbooks name who asks first and who answers last among those they need; further hosts stand between. Where only who asks an address is needed,
 * the first role for a single host beside it is the one that has the address.
 */
function castOf(next: Runbook, pool: readonly BriefHost[], answering: BriefHost | undefined): Filling["hosts"] {
  const roles = Object.entries(next.roles);
  const asks = roles.filter(([, { required }]) => required);
  const asked = roles.filter(([, { required, most = 1 }]) => !required && most === 1).slice(0, 1);
  const needed = asks.length === 1 && Object.hasOwn(next.inputs, "target") ? [...asks, ...asked] : asks;
  const last = needed.at(-1)?.[0];
  const others = pool.filter((host) => host !== answering);
  const cast: Record<string, readonly BriefHost[]> = {};
  if (last !== undefined && answering !== undefined) cast[last] = [answering];
  for (const [role] of needed.slice(0, -1)) cast[role] = others.splice(0, 1);
  const between = Object.entries(next.roles).find(([, { required, most = 1 }]) => !required && most > 1);
  if (between !== undefined && others.length > 0) cast[between[0]] = others.slice(0, between[1].most ?? 1);
  return Object.fromEntries(Object.entries(cast).filter(([, hosts]) => hosts.length > 0));
}

interface Address {
  readonly address: string;
  readonly length: number;
}

/** Addresses as the last glance saw them; the one that SSH uses may be another network's. */
function addressesIn(events: readonly InvestigationEvent[]): (host: string) => readonly Address[] {
  const readings = new Map<string, Reading>();
  for (const event of events) {
    const host = event.type === "observed" ? /^\d+\.glance\.(.+)\.after$/.exec(event.request)?.[1] : undefined;
    if (event.type === "observed" && host !== undefined) readings.set(host, event.reading);
  }
  const global = ({ scope, address, length }: Row): readonly Address[] =>
    scope === "global" && typeof address === "string" && typeof length === "number" ? [{ address, length }] : [];
  return (host) => {
    const reading = readings.get(host);
    const found = (reading?.tables?.["addresses"] ?? []).flatMap(global);
    const others = found.filter(({ address }) => address !== reading?.fields["login"]);
    // Where there is no other, it is the one.
    return others.length === 0 ? found : others;
  };
}

/** An address of the one that lies in a network of the other: how the other reaches it. */
function addressBetween(own: readonly Address[], others: readonly Address[]): string | undefined {
  const near = own.find((one) => others.some((other) => one.length < 32 && networkOf(one) !== null && networkOf(one) === networkOf(other)));
  return near?.address;
}

/** IPv4 only: by the longest prefix that ends within 32 bits. */
function networkOf({ address, length }: Address): string | null {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part))) return null;
  const number = parts.reduce((sum, part) => sum * 256 + part, 0);
  return `${Math.floor(number / 2 ** (32 - length))}/${length}`;
}
