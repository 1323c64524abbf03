import type { ActionKind } from "#server/door/action.ts";
import type { Route } from "./route-shape.ts";

const DONE = { form: "Done" } as const;
const ANY = { form: "Shown" } as const;

const ON_PEOPLE: readonly ActionKind[] = [
  ...([
    "invite",
    "inviteAgain",
    "setRoles",
    "disableAccount",
    "enableAccount",
    "endSessionsOf",
    "revokeAnyKey",
    "grant",
    "closeOutside",
  ] as const),
];
const ON_ACCOUNT: readonly ActionKind[] = ["endSession", "endOtherSessions", "changePassword", "makeKey", "revokeKey"];

/** Accounts, the record of what was done, and coming in. */
export const people: readonly Route[] = [
  {
    at: "POST /api/v1/account",
    summary: "Changes one's own sessions, password and keys.",
    needs: "own",
    body: { actions: ON_ACCOUNT },
    answer: DONE,
  },
  {
    at: "POST /api/v1/people",
    summary: "Changes accounts, roles and what groups are granted.",
    needs: "people",
    body: { actions: ON_PEOPLE },
    answer: DONE,
  },
  {
    at: "POST /api/v1/views",
    summary: "Keeps a search of the history under a name, or drops it.",
    needs: "own",
    body: { actions: ["saveView", "dropView"] },
    answer: DONE,
  },
  { at: "GET /api/v1/records", summary: "Exports the record of who did what to which host.", needs: "keep", answer: ANY },
  {
    at: "GET /api/v1/records/verify",
    summary: "Says whether that record still fits together, entry by entry.",
    needs: "keep",
    answer: ANY,
  },
  {
    at: "POST /api/v1/session",
    summary: "Signs in with name and password.",
    needs: null,
    body: { form: "Credentials" },
    answer: DONE,
    also: [401, 409, 429],
  },
  { at: "DELETE /api/v1/session", summary: "Signs out.", needs: "own", answer: DONE },
  {
    at: "POST /api/v1/session/invitation",
    summary: "Tells for whom an invitation is.",
    needs: null,
    body: { form: "Token" },
    answer: ANY,
    also: [410],
  },
  {
    at: "POST /api/v1/session/join",
    summary: "Takes up an invitation and signs in.",
    needs: null,
    body: { form: "Join" },
    answer: DONE,
    also: [409, 410, 429],
  },
  {
    at: "GET /api/v1/session/provider",
    summary: "Leads to the identity provider, to sign in there.",
    needs: null,
    query: [{ name: "to", says: "Where to go afterwards, as a path." }],
    answer: "redirect",
  },
  { at: "GET /api/v1/session/provider/callback", summary: "Comes back from the identity provider.", needs: null, answer: "redirect" },
  { at: "GET /api/v1/openapi.json", summary: "This document.", needs: "read", answer: ANY },
];
