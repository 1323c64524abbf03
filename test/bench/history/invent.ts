import { runbooks } from "#runbooks";
import type { Runbook, Verdict } from "#machines/contract/index.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";

/** An invented investigation: what lists, searches and insights see of it, and a short log that its page can show. */
export interface Invented {
  readonly id: string;
  readonly events: readonly InvestigationEvent[];
  readonly output: string;
  readonly tests: readonly { readonly test: string; readonly changed: boolean; readonly named: boolean }[];
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Dice = () => number;

const of = <T>(roll: Dice, list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T;
/** A few are met often, most seldom. */
const seldom = <T>(roll: Dice, list: readonly T[]): T => list[Math.floor(roll() ** 2.2 * list.length)] as T;

const PEOPLE =
  "Ines Aydin,Tomas Berg,Lea Roux,Jonas Weil,Amina Diallo,Piotr Nowak,Sara Lindqvist,Marco Bianchi,Yuki Tanaka,Noor Haddad,Emil Sorensen,Clara Vogt"
    .split(",")
    .map((name): Actor => ({ kind: "person", id: name.toLowerCase().replace(" ", "."), name, via: "page" }));
const HOSTS = ["net", "cmp", "gw", "lb", "db", "st", "vpn", "web"].flatMap((kind) =>
  Array.from({ length: 75 }, (_, n) => `${kind}-${n + 1}`),
);
const PLACES = [
  "in zone A",
  "in zone B",
  "over the VPN",
  "after the router swap",
  "since the upgrade",
  "for one tenant",
  "every night",
  "under load",
];
const NOTES = [
  "The switch port shows no errors.",
  "Customer called again, ticket is attached.",
  "Rebooted last night, kernel went from 5.15 to 6.1.",
  "Provider says nothing changed on their side.",
  "Same host as in March, the fix was not made permanent.",
  "Moved the backup window, will look again tomorrow.",
  "Multicast monitoring was switched on for the tenant networks.",
];
const TOOLS = [
  "ethtool -S",
  "ip -s link",
  "nft list ruleset",
  "conntrack -S",
  "cat /proc/net/softnet_stat",
  "tc -s qdisc",
  "ss -tin",
  "ovs-vsctl show",
];
const CULPRIT: Actor = { kind: "culprit", id: "culprit", name: "Culprit", via: "worker" };

/** The `n`-th of `many`, the last one lately. Each is the same in every run. */
export function invent(n: number, startedAt: number): Invented {
  const roll = dice(n * 2654435761);
  const runbook = seldom(roll, runbooks);
  const id = `seed-${String(n).padStart(7, "0")}`;
  const names = [...new Set(Array.from({ length: 1 + Math.floor(roll() * 3) }, () => seldom(roll, HOSTS)))];
  const person = seldom(roll, PEOPLE);
  const verdict = inventVerdict(roll, runbook, names[0] ?? "net-1");
  const cause = verdict?.causes[0]?.id;
  const title = `${of(roll, runbook.symptoms)} ${of(roll, PLACES)}`;
  const hosts = names.map((name, at) => ({ key: name, role: Object.keys(runbook.roles)[at] ?? "host", name, address: addressOf(name) }));
  const started: EventBody = { type: "started", title, runbook: cut(runbook, cause), brief: { hosts, inputs: {} }, practice: false };
  const end: EventBody = verdict === null ? { type: "stopped", reason: "A person stopped it." } : { type: "concluded", verdict };
  const notes = Array.from({ length: Math.floor(roll() * 3) }, (): EventBody => ({ type: "noted", text: of(roll, NOTES) }));
  const signs = roll();
  const sign: EventBody | null =
    verdict === null || signs > 0.6
      ? null
      : signs > 0.03
        ? { type: "signedOff", judgement: "agreed" }
        : { type: "signedOff", judgement: "overruled", reason: "A snapshot job ran on the same disk at that time." };
  const lasts = Math.round(90_000 + 1_800_000 * roll() ** 3);
  const bodies = [started, ...notes, end, ...(sign === null ? [] : [sign])];
  const events = bodies.map((body, at): InvestigationEvent => {
    const ms = body.type === "signedOff" ? lasts + 86_400_000 : body === end ? lasts : Math.round((lasts * at) / bodies.length);
    const actor = body === end ? CULPRIT : body.type === "signedOff" ? of(roll, PEOPLE) : person;
    return { ...body, seq: at + 1, at: new Date(startedAt + ms).toISOString(), actor };
  });
  return { id, events, output: inventOutput(roll, names), tests: inventTests(roll, runbook, cause) };
}

/** The same name is the same address everywhere. */
const addressOf = (name: string): string => {
  const n = HOSTS.indexOf(name);
  return `10.${20 + Math.floor(n / 75)}.${n % 4}.${10 + (n % 75)}`;
};

/** A log of a hundred thousand need not hold the whole runbook a hundred thousand times. */
function cut(runbook: Runbook, cause: string | undefined): Runbook {
  const kept = Object.entries(runbook.hypotheses).filter(([id], at) => at < 2 || id === cause);
  return { ...runbook, tests: [], measures: {}, hypotheses: Object.fromEntries(kept) };
}

function inventVerdict(roll: Dice, runbook: Runbook, host: string): Verdict | null {
  const ends = roll();
  const base = { contributing: [], standings: [], missing: [], symptom: [], wouldDecide: [] };
  if (ends < 0.04) return null;
  if (ends < 0.12) return { ...base, kind: "undetermined", say: "What was seen does not decide it.", causes: [] };
  if (ends < 0.2) return { ...base, kind: "symptomAbsent", say: "The symptom did not show.", causes: [] };
  if (ends < 0.24) return { ...base, kind: "noneOfThese", say: "None of the known causes.", causes: [] };
  const id = seldom(roll, Object.keys(runbook.hypotheses));
  const certainty = ends < 0.34 ? "suspected" : ends < 0.8 ? "established" : "confirmed";
  const say = (runbook.hypotheses[id]?.claim ?? id).replaceAll("{host}", host).replaceAll("{object}", "it");
  return {
    ...base,
    kind: "cause",
    say,
    causes: [{ id, instance: `${id}@${host}`, certainty, because: "Invented.", object: { host, hostName: host } }],
  };
}

/** Three thousand different words in all, a hundred and fifty in each: about what twenty commands print. */
function inventOutput(roll: Dice, names: readonly string[]): string {
  const words = Array.from({ length: 120 }, () => `${of(roll, TOOLS)} ${WORDS[Math.floor(roll() ** 1.6 * WORDS.length)] ?? ""}`);
  return [...names.map((name) => `${name} ${addressOf(name)}`), ...words, `${Math.floor(roll() * 1_000_000)}`].join("\n");
}

const STEMS =
  "rx,tx,drop,error,queue,frag,crc,missed,fifo,window,retrans,syn,ack,fin,mtu,offload,gro,tso,vlan,bond,ring,irq,napi,softirq".split(",");
const WORDS = STEMS.flatMap((a) => STEMS.flatMap((b) => [1, 2, 3, 4, 5].map((n) => `${a}_${b}${n}`)));

function inventTests(roll: Dice, runbook: Runbook, cause: string | undefined): Invented["tests"] {
  const ran = runbook.tests.filter(() => roll() < 0.6);
  return ran.map(({ id, predicts }, at) => {
    // One test of each runbook never changes anything, so that the page has something to say.
    const changed = at > 0 && id !== runbook.tests[1]?.id && roll() < 0.35 + 0.3 * ((id.length * 7) % 3) * 0.5;
    return { test: id, changed, named: changed && cause !== undefined && cause in predicts };
  });
}
