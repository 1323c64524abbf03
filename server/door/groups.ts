import { toAccount, toRole } from "../access/groups.ts";
import type { ActResult } from "./action.ts";
import type { GroupAction } from "./group-action.ts";
import type { Office } from "./office.ts";

const refused = (status: 400 | 404 | 409, message: string): ActResult => ({ ok: false, status, message });

/** Whether it may be done was checked at the door. */
export async function onGroups({ groups, access }: Office, action: GroupAction): Promise<ActResult> {
  if (groups === undefined || access === undefined) return refused(409, "There are no accounts here, and so nobody to grant anything to.");
  switch (action.do) {
    case "grant": {
      const { group, role, account, rights } = action;
      if ((role === undefined) === (account === undefined)) return refused(400, "Name a role or an account, and one of them only.");
      if (account !== undefined && (await access.accounts.get(account)) === null) return refused(404, `There is no account ${account}.`);
      await groups.grant({ group, to: account === undefined ? toRole(role ?? "") : toAccount(account), rights: [...new Set(rights)] });
      return { ok: true };
    }
    case "closeOutside":
      await groups.closeOutside(action.closed);
      return { ok: true };
    case "moveHost":
      return (await groups.move(action.id, action.group)) ? { ok: true, id: action.id } : refused(404, `There is no host ${action.id}.`);
  }
}
