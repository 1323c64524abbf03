import type { Actor } from "#machines/journal/event.ts";
import { algorithmOf, fingerprintOf } from "../public-key.ts";
import type { Action, ActResult } from "./action.ts";
import type { Office } from "./office.ts";

type Approve = Extract<Action, { do: "approveKey" }>;

/**
 * What a person compared was the fingerprint, and what counts is the key: they have to be of one key, or the list of approved keys would show what nobody approved.
 * Of its kind, too: under the name of another kind a second key would count beside the approved one, which nobody had forgotten.
 */
export async function approveKey({ keys }: Office, actor: Actor, { do: _kind, ...key }: Approve): Promise<ActResult> {
  const { address, port, algorithm } = key;
  const blob = Buffer.from(key.key, "base64");
  if (algorithmOf(blob) !== algorithm) return { ok: false, status: 400, message: `This is no ${algorithm} key. Nothing was approved.` };
  if (fingerprintOf(blob) !== key.fingerprint)
    return { ok: false, status: 400, message: "The fingerprint is not the one of this key. Nothing was approved." };
  return (await keys.approve({ ...key, approvedBy: actor.name }))
    ? { ok: true }
    : { ok: false, status: 409, message: `Another ${algorithm} key of ${address}:${port} is approved; it has to be forgotten first.` };
}
