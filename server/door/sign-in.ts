import { z } from "zod";
import { complaintAboutPassword, hashOfPassword, passwordFits } from "../access/password.ts";
import { networkOf } from "../access/patience.ts";
import { hashOfToken, newToken } from "../access/token.ts";
import type { Access } from "../store/access.ts";
import { loginSchema, nameSchema } from "./people-action.ts";

/** From where somebody comes. */
export interface From {
  readonly address: string;
  readonly agent: string;
  /** The session the browser brought along: it ends, so that nobody can plant one to be used after signing in. */
  readonly old: string | null;
}

export type Entered =
  | { readonly ok: true; readonly token: string; readonly account: string }
  | {
      readonly ok: false;
      readonly status: 400 | 401 | 409 | 410 | 429;
      readonly message: string;
      readonly fields?: Readonly<Record<string, string>>;
      readonly waitMs?: number;
    };

export const credentialsSchema = z.strictObject({ login: z.string().max(200), password: z.string().max(1_000) });

/** One sentence for an unknown name, a wrong password and an account that is disabled: nobody learns which. */
const WRONG = { ok: false, status: 401, message: "Name or password is wrong." } as const;

export async function signIn(access: Access, asked: unknown, from: From): Promise<Entered> {
  const parsed = credentialsSchema.safeParse(asked);
  if (!parsed.success) return { ok: false, status: 400, message: "A name and a password are needed." };
  const login = parsed.data.login.trim().toLowerCase();
  const begun = await access.tries.begin({ login, network: networkOf(from.address) });
  if ("waitMs" in begun) return tooMany(begun.waitMs);
  const account = await access.accounts.byLogin(login);
  const fits = await passwordFits(parsed.data.password, account?.passwordHash ?? null);
  if (!fits || account === null || account.disabledAt !== null) return WRONG;
  await access.tries.succeeded(begun.id, login);
  return enter(access, account.id, from);
}

export const tooMany = (waitMs: number): Extract<Entered, { ok: false }> => {
  const seconds = Math.ceil(waitMs / 1_000);
  return {
    ok: false,
    status: 429,
    waitMs,
    message: `Too many tries. The next one counts in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
  };
};

/** A new session under a token that nobody has seen; the one the browser had is over. */
export async function enter(access: Access, accountId: string, { address, agent, old }: From): Promise<Entered> {
  if (old !== null) await access.sessions.closeByToken(hashOfToken(old));
  const token = newToken();
  await access.sessions.open({ accountId, tokenHash: hashOfToken(token), address, agent: agent.slice(0, 300) });
  return { ok: true, token, account: accountId };
}

export const joinSchema = z.strictObject({
  token: z.string().max(100),
  login: loginSchema.optional(),
  name: nameSchema.optional(),
  password: z.string().max(1_000),
});

const OVER = { ok: false, status: 410, message: "This link was used, has expired or was replaced. Ask for a new one." } as const;

/** Takes up an invitation: sets the password and signs in. The link of the first start makes the first administrator. */
export async function join(access: Access, asked: unknown, from: From): Promise<Entered> {
  const parsed = joinSchema.safeParse(asked);
  if (!parsed.success) {
    const fields = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join("."), message]));
    return { ok: false, status: 400, message: "Something is missing or wrong in the form.", fields };
  }
  const { token, login, name, password } = parsed.data;
  const tokenHash = hashOfToken(token);
  const invitation = await access.invitations.find(tokenHash);
  if (invitation === null) return OVER;
  const chosen = invitation.login ?? login;
  if (chosen === undefined) return { ok: false, status: 400, message: "A name to sign in with is needed.", fields: { login: "Needed." } };
  const wrong = complaintAboutPassword(password, chosen);
  if (wrong !== null) return { ok: false, status: 400, message: wrong, fields: { password: wrong } };
  const passwordHash = await hashOfPassword(password);
  if (invitation.accountId !== null) {
    if (!(await access.invitations.take(tokenHash))) return OVER;
    await access.accounts.setPassword(invitation.accountId, passwordHash);
    // Whoever was in with the password before is out.
    await access.sessions.closeAll(invitation.accountId);
    return enter(access, invitation.accountId, from);
  }
  if ((await access.accounts.byLogin(chosen)) !== null) return taken(chosen);
  if (!(await access.invitations.take(tokenHash))) return OVER;
  const account = await access.accounts.create({ login: chosen, name: name ?? chosen, roles: ["admin"], passwordHash });
  return account === null ? taken(chosen) : enter(access, account.id, from);
}

const taken = (login: string): Entered => ({
  ok: false,
  status: 409,
  message: `There is an account called ${login} already.`,
  fields: { login: "Taken." },
});

/** What a link is for, so that its page can say so. */
export async function invitationOf(access: Access, token: string): Promise<{ login: string | null; name: string | null } | null> {
  const found = await access.invitations.find(hashOfToken(token));
  return found === null ? null : { login: found.login, name: found.name };
}
