import type { Action, ActionKind } from "#server/door/action.ts";

const host = { address: "192.0.2.1", port: 22 };
const brief = { hosts: [{ role: "sender", address: "192.0.2.10" }], inputs: {} };

/** One valid example of each action; an action without one does not compile. */
export const SAMPLES: { readonly [K in ActionKind]: Extract<Action, { do: K }> } = {
  start: { do: "start", runbook: "nothing", brief },
  practice: { do: "practice", incident: "nothing" },
  import: { do: "import", bundle: "nothing" },
  note: { do: "note", id: "x", text: "x" },
  rename: { do: "rename", id: "x", title: "x" },
  pause: { do: "pause", id: "x" },
  resume: { do: "resume", id: "x" },
  stop: { do: "stop", id: "x" },
  skip: { do: "skip", id: "x", test: "x" },
  run: { do: "run", id: "x", collector: "x", host: "x" },
  approveChange: { do: "approveChange", id: "x", change: "c1" },
  declineChange: { do: "declineChange", id: "x", change: "c1", reason: "x" },
  keepChange: { do: "keepChange", id: "x", change: "c1" },
  undoChange: { do: "undoChange", id: "x", change: "c1" },
  answerHostKey: { do: "answerHostKey", id: "x", host: "x", fingerprint: "x", approve: true },
  approveKey: { do: "approveKey", ...host, algorithm: "x", key: "AAAA", fingerprint: "x" },
  forgetKey: { do: "forgetKey", ...host },
  addHost: { do: "addHost", name: "x", address: "x" },
  removeHost: { do: "removeHost", id: "x" },
  keepKey: { do: "keepKey", host: "x", privateKey: "x" },
  dropKey: { do: "dropKey", host: "x" },
  rotateKeys: { do: "rotateKeys" },
  removeOutputs: { do: "removeOutputs", olderThanDays: 36_500 },
  grant: { do: "grant", group: "x", role: "viewer", rights: [] },
  closeOutside: { do: "closeOutside", closed: true },
  moveHost: { do: "moveHost", id: "x", group: null },
  invite: { do: "invite", login: "x", name: "x", roles: [] },
  inviteAgain: { do: "inviteAgain", account: "x" },
  setRoles: { do: "setRoles", account: "x", roles: [] },
  disableAccount: { do: "disableAccount", account: "x" },
  enableAccount: { do: "enableAccount", account: "x" },
  endSession: { do: "endSession", session: "x" },
  endOtherSessions: { do: "endOtherSessions" },
  makeKey: { do: "makeKey", name: "x", rights: [], days: 1 },
  revokeKey: { do: "revokeKey", key: "x" },
  changePassword: { do: "changePassword", current: "x", next: "x" },
};
