import type { Right, Visitor } from "../access/rights.ts";
import type { ActionKind } from "./action.ts";

/** What an action needs. Whatever is added to the actions has to be added here, or nothing compiles. */
export const RIGHT: Readonly<Record<ActionKind, Right>> = {
  start: "investigate",
  startSweep: "investigate",
  stopSweep: "investigate",
  run: "investigate",
  resume: "investigate",
  pause: "investigate",
  stop: "investigate",
  skip: "investigate",
  unskip: "investigate",
  // It moves a judgement, as leaving a test out does.
  answer: "investigate",
  joinHost: "investigate",
  withdrawHost: "investigate",
  dismissAlert: "investigate",
  restoreAlert: "investigate",
  handOver: "investigate",
  practice: "write",
  import: "write",
  note: "write",
  rename: "write",
  reviewNote: "write",
  signOff: "review",
  saveView: "own",
  dropView: "own",
  approveChange: "change",
  declineChange: "change",
  keepChange: "change",
  undoChange: "investigate",
  answerHostKey: "trust",
  approveKey: "trust",
  forgetKey: "trust",
  addHost: "keep",
  removeHost: "keep",
  editHost: "keep",
  addHosts: "keep",
  keepKey: "trust",
  dropKey: "trust",
  rotateKeys: "trust",
  removeOutputs: "keep",
  setRetention: "keep",
  grant: "people",
  closeOutside: "people",
  moveHost: "people",
  invite: "people",
  inviteAgain: "people",
  setRoles: "people",
  disableAccount: "people",
  enableAccount: "people",
  endSessionsOf: "people",
  revokeAnyKey: "people",
  endSession: "own",
  endOtherSessions: "own",
  changePassword: "own",
  makeKey: "own",
  revokeKey: "own",
};

/** Whether this visitor may do this. */
export function may(
  visitor: Pick<Visitor, "rights">,
  kind: ActionKind,
): { readonly yes: true } | { readonly yes: false; readonly right: Right } {
  const right = RIGHT[kind];
  return visitor.rights.has(right) ? { yes: true } : { yes: false, right };
}
