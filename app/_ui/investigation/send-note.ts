"use client";

import { REQUEST_ID, SIGNED_OUT, withoutReason, type Sent } from "./send.ts";

/** A picture that was chosen and not sent yet. */
export interface Attached {
  readonly key: number;
  readonly file: File;
  readonly alt: string;
}

const base64Of = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("not readable"));
    reader.readAsDataURL(file);
  });

interface Way {
  /** From 0 to 1, as the bytes leave. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

export interface Said {
  readonly text: string;
  readonly replaces?: number;
  /** Said in a review, about this entry of the log or about the whole. */
  readonly review?: true;
  readonly about?: number;
}

/** A note with pictures. All of it arrives, or nothing does. */
export async function sendNote(
  url: string,
  { pictures, ...said }: Said & { readonly pictures: readonly Attached[] },
  { onProgress, signal }: Way,
): Promise<Sent> {
  const read = await Promise.all(
    pictures.map(async ({ file, alt }) => ({ data: await base64Of(file), ...(alt.trim() === "" ? {} : { alt }) })),
  ).catch(() => null);
  // A file that was moved or changed since it was chosen can no longer be read.
  if (read === null) return { ok: false, message: "A picture can no longer be read. Remove it and choose it again." };
  return new Promise((resolve) => {
    // fetch does not tell how much has left.
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("content-type", "application/json");
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onerror = () =>
      resolve({
        ok: false,
        message: "The server does not answer. Whether the note reached it is not known: look before you send it again.",
      });
    request.onabort = () => resolve({ ok: false, message: "" });
    request.onload = () => {
      if (request.status === 401) dispatchEvent(new Event(SIGNED_OUT));
      resolve(answerIn(request));
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(JSON.stringify({ ...said, pictures: read }));
  });
}

function answerIn(answer: XMLHttpRequest): Sent {
  const { status } = answer;
  try {
    return JSON.parse(answer.responseText) as Sent;
  } catch {
    return { ok: false, status, message: withoutReason(status, answer.getResponseHeader(REQUEST_ID)) };
  }
}
