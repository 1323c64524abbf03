import type { RecordItem } from "#server/read/records.ts";

/** Actions as people say them; those that are not here stand as they are recorded. */
const WORDS: Readonly<Record<string, string>> = {
  start: "start an investigation",
  practice: "start a practice incident",
  import: "import an investigation",
  note: "write a note",
  reviewNote: "write a note in a review",
  signOff: "sign off a verdict",
  handOver: "hand over an investigation",
  rename: "change a title",
  pause: "pause",
  resume: "let go on",
  stop: "stop",
  dismissAlert: "dismiss an alert",
  restoreAlert: "let an alert wait again",
  skip: "skip a test",
  unskip: "take the skip of a test back",
  answer: "answer a question",
  run: "run a collector",
  joinHost: "bring in a host",
  withdrawHost: "leave out a host",
  startSweep: "start a sweep",
  stopSweep: "stop a sweep",
  approveChange: "approve a change",
  declineChange: "decline a change",
  keepChange: "keep a change",
  undoChange: "look again at a change",
  answerHostKey: "answer for a host key",
  approveKey: "approve a host key",
  forgetKey: "forget host keys",
  addHost: "add a host",
  addHosts: "add hosts together",
  editHost: "change a host",
  removeHost: "remove a host",
  moveHost: "move a host to a group",
  grant: "grant on a group",
  closeOutside: "decide about hosts outside the inventory",
  keepKey: "put in an SSH key",
  dropKey: "remove an SSH key",
  rotateKeys: "seal SSH keys anew",
  removeOutputs: "remove outputs",
  outputsRemoved: "remove old outputs",
  setRetention: "change retention",
  saveView: "keep a view",
  dropView: "remove a view",
  invite: "invite somebody",
  inviteAgain: "make a new link",
  setRoles: "change roles",
  disableAccount: "disable an account",
  enableAccount: "enable an account",
  signOut: "sign out",
  endSessionsOf: "sign somebody out",
  signIn: "sign in",
  signInAtProvider: "sign in at the provider",
  join: "take up an invitation",
  makeKey: "make an API key",
  revokeKey: "revoke an API key",
  revokeAnyKey: "revoke a key of another",
  endSession: "end a session",
  endOtherSessions: "end other sessions",
  changePassword: "change the password",
  ended: "end of an investigation",
};

export const sayAction = (action: string): string => WORDS[action] ?? action;

type About = Readonly<Record<string, unknown>>;

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";

const TOLD = ["runbook", "name", "host", "login", "address", "change", "role", "fingerprint", "collector", "test"];

/** The telling part of an entry: hosts, else names and addresses. */
export function aboutOf({ about, names }: Pick<RecordItem, "about" | "names">): string {
  const plain = TOLD.flatMap((name) => (text(about[name]) === "" ? [] : [text(about[name])]));
  const days = text(about["days"] ?? about["olderThanDays"]);
  const lists = ["roles", "rights"].flatMap((name) =>
    Array.isArray(about[name]) ? [wordsOf(about[name] as readonly unknown[]) || `no ${name}`] : [],
  );
  return [
    ...names,
    ...plain,
    ...(text(about["group"]) === "" ? [] : [`group ${text(about["group"])}`]),
    ...lists,
    ...(days === "" ? [] : [`${days} days`]),
    ...(about["closed"] === undefined ? [] : [about["closed"] === true ? "closed" : "open"]),
    ...hostsOf(about),
    ...besides(about),
  ].join(", ");
}

/** Of these the id is an investigation's; of others that of a host, an account, a sweep. */
const ON_INVESTIGATIONS: ReadonlySet<string> = new Set(
  "start practice import note reviewNote rename pause resume stop skip unskip run answer answerHostKey joinHost withdrawHost approveChange declineChange keepChange undoChange handOver signOff".split(
    " ",
  ),
);

/** Which one an entry is about; it may be gone. */
export function investigationOf({ action, about }: Pick<RecordItem, "action" | "about">): string | null {
  const id = text(about["investigation"]) || (ON_INVESTIGATIONS.has(action) ? text(about["id"]) : "");
  return id === "" ? null : id;
}

/** Of hosts that were added together: those that are not listed one by one, and those whose names were taken. */
function besides({ more, taken }: About): readonly string[] {
  const left = text(taken);
  return [
    ...(text(more) === "" ? [] : [`and ${text(more)} more`]),
    ...(left === "" ? [] : [`${left} left out, as ${left === "1" ? "its name was" : "their names were"} taken`]),
  ];
}

const wordsOf = (list: readonly unknown[]): string => list.map(text).join(" ");

function hostsOf(about: About): readonly string[] {
  const hosts = Array.isArray(about["hosts"]) ? (about["hosts"] as readonly About[]) : [];
  return hosts.map(({ name, address, commands }) => {
    const at = text(address) === text(name) || text(name) === "" ? text(address) : `${text(name)} ${text(address)}`;
    return commands === undefined ? at : `${at}: ${text(commands)} ${text(commands) === "1" ? "command" : "commands"}`;
  });
}
