import type { Actor } from "#machines/journal/event.ts";
import type { Action, ActResult } from "./action.ts";
import { notFound } from "./not-found.ts";
import type { Office } from "./office.ts";

/** Somebody else goes on with it. Where people have accounts, it has to be one of them; what is wrong names who there is. */
export async function handOverTo(office: Office, actor: Actor, action: Extract<Action, { do: "handOver" }>): Promise<ActResult> {
  if ((await office.journal.read(action.id)).length === 0) return notFound("investigation", action.id);
  const to = await personFor(office, action.to);
  if ("message" in to) return { ok: false, status: 409, message: to.message };
  const said = action.text === undefined ? {} : { text: action.text };
  const account = to.account === undefined ? {} : { account: to.account };
  await office.journal.append(action.id, {
    expected: null,
    events: [{ body: { type: "handedOver", to: to.name, person: true, ...said, ...account }, actor }],
  });
  return { ok: true, id: action.id };
}

const MOST_NAMED = 8;

type Found = { readonly name: string; readonly account?: string } | { readonly message: string };

async function personFor({ access }: Office, named: string): Promise<Found> {
  if (access === undefined) return { name: named };
  const people = (await access.accounts.list()).filter(({ disabledAt, ready }) => disabledAt === null && ready);
  const wanted = named.toLowerCase();
  const found = people.filter(({ login, name }) => login.toLowerCase() === wanted || name.toLowerCase() === wanted);
  const [one] = found;
  if (one !== undefined && found.length === 1) return { name: one.name, account: one.id };
  const some = (found.length > 1 ? found : people).slice(0, MOST_NAMED).map(({ login }) => login);
  return {
    message:
      found.length > 1
        ? `Several people are called ${named}. Name one by what they sign in with: ${some.join(", ")}.`
        : `Nobody called ${named} can come in here. People: ${some.join(", ")}.`,
  };
}
