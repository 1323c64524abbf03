import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { catalogue } from "#collectors";
import { pathOf } from "#machines/journal/path.ts";
import { actorOf, STATES } from "../browser/changes.ts";
import { wideLog } from "../browser/shown-path.ts";
import { caseLog } from "./case-log.ts";
import { CULPRIT, makeLog, overflow, PERSON } from "./log.ts";

/** Writes what the page `/design` shows: a log with every kind of message in it. `node test/app/design-log.ts`, when events change. */
const KEY = "SHA256:q8Rn3fJ1Z7mC4vT0wXbYk5uHs2LdPeG9aVtNiQoEc6M";
const OTHER = "SHA256:Yw2LkP6sD9hB5xE8rJfTn3VgQzMcA1uK7oHiNtW4dS0";

const PHOTO = { sha256: "f".repeat(64), type: "image/jpeg", bytes: 2_140_112, width: 4032, height: 3024 } as const;

const log = makeLog({
  overrides: {
    ...overflow,
    "links sender before": { failure: { kind: "toolMissing", tool: "ip" } },
    "links sender after": { failure: { kind: "toolMissing", tool: "ip" } },
    "sockets gateway before": { failure: { kind: "timedOut", afterMs: 5_000 } },
    "sockets gateway after": { failure: { kind: "timedOut", afterMs: 5_000 } },
    "filter receiver before": { failure: { kind: "truncated", keptBytes: 262_144, limitBytes: 262_144 } },
    "filter receiver after": { failure: { kind: "truncated", keptBytes: 262_144, limitBytes: 262_144 } },
  },
});

const asked = { host: "gateway", address: "192.0.2.1", algorithm: "ssh-ed25519" };
const said: readonly (readonly [EventBody, Actor])[] = [
  [{ type: "hostKeyAsked", ...asked, fingerprint: KEY }, CULPRIT],
  [{ type: "hostKeyAnswered", host: "gateway", fingerprint: KEY, approved: true }, PERSON],
  [{ type: "hostKeyAsked", ...asked, fingerprint: OTHER }, CULPRIT],
  [
    {
      type: "hostFailed",
      host: "receiver",
      failure: { kind: "hostKeyChanged", algorithm: "ssh-ed25519", pinned: KEY, offered: OTHER, where: "the approved keys" },
    },
    CULPRIT,
  ],
  [{ type: "paused" }, PERSON],
  [{ type: "resumed", reason: "The backup is over." }, PERSON],
  [{ type: "skipped", test: "tracedDrops" }, PERSON],
  [{ type: "roundRestarted", round: 1, attempt: 2, reason: "the connection to mon-1 was lost while it measured" }, CULPRIT],
  [
    {
      type: "watching",
      round: 1,
      windows: 12,
      since: "2026-11-21T01:09:00.000Z",
      until: "2026-11-21T03:09:00.000Z",
      trouble: null,
    },
    CULPRIT,
  ],
  [{ type: "titled", title: "Loss to tenant routers, inbound" }, PERSON],
  [
    {
      type: "noted",
      text: "What the rack looks like.",
      pictures: [
        { ...PHOTO, alt: "Port 7 of the switch is dark" },
        { ...PHOTO, sha256: "0".repeat(64) },
      ],
    },
    PERSON,
  ],
  [{ type: "outputsRemoved", outputs: 42, bytes: 190_112, olderThanDays: 90, pictures: [PHOTO.sha256] }, PERSON],
  [{ type: "imported", exportedAt: "2026-11-20T09:00:00.000Z", number: 214, outputs: 42, differences: [] }, PERSON],
];

const at = log.findIndex(({ type }) => type === "ledger");
const last = log[at - 1] as InvestigationEvent;
const told = said.map(([body, actor]) => ({ ...body, at: last.at, actor }));
const all = [...log.slice(0, at), ...told, ...log.slice(at)].map((event, index) => ({ ...event, seq: index + 1 }));
/** Of recorded incidents, each of another form. */
const paths = [
  {
    title: "sizes along the way, packets vanish at an interface, in a tunnel",
    events: caseLog("large-packets-vanish", "gre-overhead").events,
  },
  { title: "thirty interfaces, folded where they are alike", events: wideLog().events },
  { title: "a short way, the cause on its last interface", events: caseLog("large-packets-vanish", "mtu-mismatch").events, phone: true },
  {
    title: "a cause between two interfaces, packets lost on the way back",
    events: caseLog("new-connections-time-out", "asymmetric-routing").events,
    phone: true,
  },
  { title: "what each leg says, without counts", events: caseLog("bond-or-lacp-churn", "bond-two-partners").events },
  { title: "nothing read between the hosts", events: makeLog({ rounds: 1 }) },
].map(({ title, events, phone = false }) => ({ title, view: pathOf(events, catalogue), phone }));

const changes = Object.fromEntries(
  Object.entries(STATES).map(([state, bodies]) => [state, bodies.map((body) => ({ ...body, actor: actorOf(body) }))]),
);

writeFileSync(
  join(import.meta.dirname, "..", "..", "app", "design", "log.json"),
  `${JSON.stringify({ ended: all, running: makeLog({ rounds: 1 }), changes, paths })}\n`,
);
