import { OUTCOMES } from "#machines/outcome.ts";
import type { ActionKind } from "#server/door/action.ts";
import { MANY_FORMATS } from "#server/read/export-many.ts";
import { DEFAULT_LIMIT, MOST_LIMIT, SIGNED, STATUSES } from "../_http/query.ts";
import { people } from "./people-routes.ts";
import type { Query, Route } from "./route-shape.ts";

const DONE = { form: "Done" } as const;
const ANY = { form: "Shown" } as const;
const SSE = { types: ["text/event-stream"] } as const;

const limit: Query = {
  name: "limit",
  says: "How many at most.",
  schema: { type: "integer", minimum: 1, maximum: MOST_LIMIT, default: DEFAULT_LIMIT },
};
const FILTERS: readonly Query[] = [
  limit,
  { name: "after", says: "Where the page begins: `next` of the one before." },
  { name: "q", says: "Words that are looked for, or a number as INV-12." },
  { name: "status", says: "How it stands; `open`: it has not ended.", schema: { enum: [...STATUSES, "open"] } },
  { name: "outcome", says: "How it ended.", schema: { enum: OUTCOMES } },
  { name: "signed", says: "Whether somebody signed it off.", schema: { enum: SIGNED } },
  { name: "type", says: "The incident type, by the id of its runbook." },
  { name: "cause", says: "The cause that was named, by its id." },
  { name: "host", says: "The name of a host in it." },
  { name: "by", says: "Who started it, by their id." },
  { name: "held", says: "Whom it was handed over to, by their id." },
  { name: "watch", says: "All of one watch, by the id of its first." },
  { name: "since", says: "The first day, as 2026-11-23.", schema: { type: "string", format: "date" } },
  { name: "until", says: "The last day, as 2026-11-23.", schema: { type: "string", format: "date" } },
];

const ON_INVESTIGATION: readonly ActionKind[] = [
  ...(["pause", "resume", "stop", "handOver", "skip", "unskip", "answer", "run", "joinHost", "withdrawHost", "rename"] as const),
  ...(["approveChange", "declineChange", "keepChange", "undoChange", "answerHostKey", "signOff", "note", "reviewNote"] as const),
];
const ON_HOSTS: readonly ActionKind[] = [
  ...([
    "addHost",
    "addHosts",
    "editHost",
    "removeHost",
    "moveHost",
    "keepKey",
    "dropKey",
    "rotateKeys",
    "removeOutputs",
    "setRetention",
  ] as const),
];
const INVESTIGATION = "/api/v1/investigations/[id]";
const SWEEP = "/api/v1/sweeps/[id]";

const investigations: readonly Route[] = [
  {
    at: "GET /api/v1/investigations",
    summary: "Lists investigations, newest first.",
    needs: "read",
    query: FILTERS,
    answer: { form: "Page" },
  },
  {
    at: "POST /api/v1/investigations",
    summary: "Starts an investigation, or a practice one.",
    needs: "read",
    body: { actions: ["start", "practice"] },
    answer: DONE,
  },
  {
    at: "GET /api/v1/investigations/export",
    summary: "Takes several investigations along as one file.",
    needs: "read",
    query: [
      { name: "format", says: "The form of the file.", schema: { enum: MANY_FORMATS, default: "csv" } },
      { name: "ids", says: "Which ones, with commas between; without it, those that the filters of the list leave." },
      ...FILTERS,
    ],
    answer: { types: ["text/csv", "text/markdown", "application/x-ndjson"] },
  },
  {
    at: "POST /api/v1/investigations/import",
    summary: "Takes in a bundle as it was exported, judged again.",
    needs: "write",
    body: { form: "Bundle" },
    answer: DONE,
    also: [409],
  },
  {
    at: `GET ${INVESTIGATION}`,
    summary: "Shows one investigation: its events, its verdict and what it rests on.",
    needs: "read",
    answer: ANY,
  },
  {
    at: `POST ${INVESTIGATION}/actions`,
    summary: "Does one thing with this investigation.",
    needs: "read",
    body: { actions: ON_INVESTIGATION, without: ["id"] },
    answer: DONE,
  },
  {
    at: `GET ${INVESTIGATION}/events`,
    summary: "Follows its log as server-sent events.",
    needs: "read",
    query: [
      {
        name: "after",
        says: "The last entry that is known; the header Last-Event-ID counts above it.",
        schema: { type: "integer", minimum: 0 },
      },
    ],
    answer: SSE,
  },
  {
    at: `GET ${INVESTIGATION}/export`,
    summary: "Takes it along as a bundle, as Markdown or as a page to print.",
    needs: "read",
    query: [{ name: "format", says: "The form of the file.", schema: { enum: ["json", "markdown", "html"], default: "json" } }],
    answer: { types: ["application/json", "text/markdown", "text/html"] },
  },
  {
    at: `POST ${INVESTIGATION}/notes`,
    summary: "Writes a note, with pictures.",
    needs: "write",
    body: { form: "Note" },
    answer: DONE,
    also: [408, 409],
  },
  {
    at: `GET ${INVESTIGATION}/observations/[obs]`,
    summary: "Shows what one command printed, byte by byte.",
    needs: "read",
    query: [{ name: "stream", says: "Which of the two.", schema: { enum: ["stdout", "stderr"], default: "stdout" } }],
    answer: { types: ["text/plain"] },
  },
  { at: `GET ${INVESTIGATION}/people`, summary: "Lists whom it can be handed over to.", needs: "investigate", answer: ANY },
  { at: `GET ${INVESTIGATION}/pictures/[sha256]`, summary: "Shows one picture of a note.", needs: "read", answer: { types: ["image/*"] } },
  { at: `GET ${INVESTIGATION}/watch`, summary: "Lists all investigations of the watch that it belongs to.", needs: "read", answer: ANY },
];

const hosts: readonly Route[] = [
  { at: "GET /api/v1/hosts", summary: "Lists the inventory.", needs: "read", answer: { form: "Rows" } },
  {
    at: "POST /api/v1/hosts",
    summary: "Changes the inventory, kept SSH keys, or how long outputs are kept.",
    needs: "read",
    body: { actions: ON_HOSTS },
    answer: DONE,
  },
  {
    at: "POST /api/v1/hosts/ssh-config",
    summary: "Reads which hosts an ssh config names; changes nothing.",
    needs: "keep",
    body: { form: "SshConfig" },
    answer: ANY,
    also: [503],
  },
  {
    at: "POST /api/v1/host-keys",
    summary: "Approves the key that a host showed, or forgets one.",
    needs: "read",
    body: { actions: ["approveKey", "forgetKey"] },
    answer: DONE,
  },
  {
    at: "POST /api/v1/preflight",
    summary: "Tries whether hosts can be reached, one line of JSON for each step.",
    needs: "investigate",
    body: { form: "Preflight" },
    answer: { types: ["application/x-ndjson"] },
  },
  { at: "GET /api/v1/runbooks", summary: "Lists every incident type, with how its newest runs went.", needs: "read", answer: ANY },
];

const sweeps: readonly Route[] = [
  { at: "GET /api/v1/sweeps", summary: "Lists the newest sweeps.", needs: "read", answer: ANY },
  { at: "POST /api/v1/sweeps", summary: "Starts a sweep.", needs: "read", body: { actions: ["startSweep"] }, answer: DONE },
  { at: `GET ${SWEEP}`, summary: "Shows a sweep and how each of its hosts stands.", needs: "read", answer: ANY },
  {
    at: `POST ${SWEEP}/actions`,
    summary: "Does one thing with this sweep.",
    needs: "read",
    body: { actions: ["stopSweep"], without: ["id"] },
    answer: DONE,
  },
  { at: `GET ${SWEEP}/events`, summary: "Follows how its hosts stand as server-sent events.", needs: "read", answer: SSE },
];

const alerts: readonly Route[] = [
  { at: "GET /api/v1/alerts", summary: "Lists alerts that nobody looks at yet.", needs: "read", query: [limit], answer: ANY },
  {
    at: "POST /api/v1/alerts",
    summary: "Takes what the webhook of an Alertmanager posts.",
    needs: "deliver",
    body: { form: "Delivery" },
    answer: ANY,
    also: [408, 503],
  },
  {
    at: "POST /api/v1/alerts/actions",
    summary: "Does one thing with an alert that waits.",
    needs: "read",
    body: { actions: ["dismissAlert", "restoreAlert"] },
    answer: DONE,
  },
];

export const ROUTES: readonly Route[] = [...investigations, ...hosts, ...sweeps, ...alerts, ...people];
