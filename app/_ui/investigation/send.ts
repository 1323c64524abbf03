"use client";

import { toast } from "../atoms/toast.ts";

/** Sent on the window when the server no longer knows who we are. */
export const SIGNED_OUT = "culprit-signed-out";

export type Sent =
  | {
      readonly ok: true;
      readonly id?: string;
      readonly link?: string;
      readonly secret?: string;
      readonly hosts?: { readonly added: number; readonly left: readonly string[] };
    }
  | { readonly ok: false; readonly status?: number; readonly message: string; readonly fields?: Readonly<Record<string, string>> };

/** Sends one action through the door. What was refused says why. Of one whose answer was lost nobody here knows whether it was done. */
export async function send(url: string, body: object): Promise<Sent> {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }).catch(
    () => null,
  );
  if (answer === null)
    return { ok: false, message: "The server does not answer. Whether this reached it is not known: look before you send it again." };
  if (answer.status === 401 && url !== "/api/v1/session") dispatchEvent(new Event(SIGNED_OUT));
  const said = (await answer.json().catch(() => null)) as Sent | null;
  return said ?? { ok: false, message: withoutReason(answer.status, answer.headers.get(REQUEST_ID)) };
}

/** Something in the server broke: what to quote to whoever reads its log. `id`: what the answer calls its request. */
export function withoutReason(status: number, id: string | null): string {
  const answered = `The server answered ${status} without a reason.`;
  return status < 500 || id === null ? answered : `${answered} Its log has the details under ${id}.`;
}

export const REQUEST_ID = "x-request-id";

/** As `send`, and tells a refusal on the screen. */
export async function sendOrTell(url: string, body: object): Promise<boolean> {
  const sent = await send(url, body);
  // Who is signed out is asked to sign in, above the page.
  if (!sent.ok && sent.status !== 401) toast(sent.message, "wrong");
  return sent.ok;
}
