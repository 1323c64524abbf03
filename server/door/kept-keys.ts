import type { Actor } from "#machines/journal/event.ts";
import { KeysProblem } from "../secrets/keyring.ts";
import type { Action, ActResult } from "./action.ts";
import type { Office } from "./office.ts";

type OnKeptKeys = Extract<Action, { do: "keepKey" | "dropKey" | "rotateKeys" }>;

/** SSH keys that Culprit keeps for hosts. No answer holds one. */
export async function onKeptKeys(office: Office, actor: Actor, action: OnKeptKeys): Promise<ActResult> {
  const { safe } = office;
  if (safe === undefined) return refused("There is no data folder here, and so no place for keys.");
  try {
    switch (action.do) {
      case "keepKey": {
        const kept = await safe.keep(action.host, { privateKey: action.privateKey, passphrase: action.passphrase ?? null }, actor.name);
        return "say" in kept ? refused(kept.say) : { ok: true, id: kept.fingerprint };
      }
      case "dropKey":
        return (await safe.forget(action.host))
          ? { ok: true }
          : { ok: false, status: 404, message: `No key is kept for a host ${action.host}.` };
      case "rotateKeys": {
        const { key, sealed } = await safe.rotate();
        return { ok: true, id: `${key} ${sealed}` };
      }
    }
  } catch (error) {
    if (error instanceof KeysProblem) return refused(error.message);
    throw error;
  }
}

const refused = (message: string): ActResult => ({ ok: false, status: 409, message });
