import { entry } from "../access/entry.ts";
import { complaintAboutPassword, hashOfPassword, passwordFits } from "../access/password.ts";
import type { Visitor } from "../access/rights.ts";
import { hashOfToken, newApiKey, newToken } from "../access/token.ts";
import type { Access } from "../store/access.ts";
import type { ActResult } from "./action.ts";
import type { PeopleAction } from "./people-action.ts";
import { tooMany } from "./sign-in.ts";

/** Long enough for a weekend. */
const INVITED_FOR_MS = 72 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

const refused = (status: 400 | 404 | 409, message: string): ActResult => ({ ok: false, status, message });
const noAccount = (id: string): ActResult => refused(404, `There is no account ${id}.`);
const LAST_ADMIN = refused(409, "Nobody could administrate any more. Make somebody else an administrator first.");

/** Whether it may be done was checked at the door. */
export async function onPeople(access: Access, visitor: Visitor, action: PeopleAction): Promise<ActResult> {
  const { accounts, sessions } = access;
  switch (action.do) {
    case "invite": {
      const account = await accounts.create({ login: action.login, name: action.name, roles: action.roles });
      if (account === null)
        return { ok: false, status: 409, message: `There is an account called ${action.login} already.`, fields: { login: "Taken." } };
      return { ok: true, id: account.id, link: await newLink(access, account.id) };
    }
    case "inviteAgain": {
      const account = await accounts.get(action.account);
      if (account === null) return noAccount(action.account);
      if (account.disabledAt !== null) return refused(409, `${account.name} is disabled. Enable the account first.`);
      return { ok: true, id: account.id, link: await newLink(access, account.id) };
    }
    case "setRoles":
      return changed(await accounts.change(action.account, { roles: action.roles }), action.account);
    case "disableAccount":
      return changed(await accounts.change(action.account, { disabled: true }), action.account);
    case "enableAccount":
      return changed(await accounts.change(action.account, { disabled: false }), action.account);
    case "endSessionsOf":
      if ((await accounts.get(action.account)) === null) return noAccount(action.account);
      await sessions.closeAll(action.account, action.account === visitor.id ? sessionOf(visitor) : undefined);
      return { ok: true, id: action.account };
    case "revokeAnyKey":
      return (await access.apiKeys.revokeAny(action.key)) ? { ok: true } : refused(404, "There is no such key.");
    case "endSession":
      return (await sessions.close(action.session, visitor.id)) ? { ok: true } : refused(404, "There is no such session of yours.");
    case "endOtherSessions":
      await sessions.closeAll(visitor.id, sessionOf(visitor));
      return { ok: true };
    case "makeKey": {
      if ((await accounts.get(visitor.id)) === null) return refused(409, "A key belongs to an account, and there is none here.");
      const secret = newApiKey();
      const { name, rights, days } = action;
      const expiresAt = new Date(Date.now() + days * DAY_MS);
      const id = await access.apiKeys.make({ accountId: visitor.id, tokenHash: hashOfToken(secret), name, rights, expiresAt });
      return { ok: true, id, secret };
    }
    case "revokeKey":
      return (await access.apiKeys.revoke(action.key, visitor.id)) ? { ok: true } : refused(404, "There is no such key of yours.");
    case "changePassword":
      return changePassword(access, visitor, action);
  }
}

function changed(how: "changed" | "lastAdmin" | "absent", id: string): ActResult {
  if (how === "absent") return noAccount(id);
  return how === "lastAdmin" ? LAST_ADMIN : { ok: true, id };
}

/** The token stands behind the #, which no browser sends to a server: no log and no Referer has it. */
export async function newLink({ invitations }: Access, accountId: string | null): Promise<string> {
  const token = newToken();
  await invitations.make({ tokenHash: hashOfToken(token), accountId, forMs: INVITED_FOR_MS });
  return `${entry().origin}/join#${token}`;
}

const sessionOf = ({ signedIn }: Visitor): string | undefined => signedIn?.session;

/** Whoever sits at an open screen does not know the password. */
async function changePassword(
  access: Access,
  visitor: Visitor,
  { current, next }: Extract<PeopleAction, { do: "changePassword" }>,
): Promise<ActResult> {
  const account = await access.accounts.get(visitor.id);
  if (account === null) return refused(409, "There is one local user here, who has no password.");
  const begun = await access.tries.begin({ login: account.login, network: `account ${account.id}` });
  if ("waitMs" in begun) return refused(409, tooMany(begun.waitMs).message);
  const known = await access.accounts.byLogin(account.login);
  if (!(await passwordFits(current, known?.passwordHash ?? null)))
    return { ok: false, status: 400, message: "The current password is wrong.", fields: { current: "Wrong." } };
  await access.tries.succeeded(begun.id, account.login);
  const wrong = complaintAboutPassword(next, account.login);
  if (wrong !== null) return { ok: false, status: 400, message: wrong, fields: { next: wrong } };
  await access.accounts.setPassword(account.id, await hashOfPassword(next));
  await access.sessions.closeAll(account.id, sessionOf(visitor));
  return { ok: true };
}
