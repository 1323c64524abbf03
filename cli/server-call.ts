import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { KEY_NEEDED, keyHeader } from "./api-key.ts";
import { Usage } from "./exit.ts";

/** `data` names the data folder of the server; with a body it is a POST. */
export interface Call {
  readonly data?: string | undefined;
  readonly body?: object;
}

/** Calls the API of the server that runs on this data folder. @throws Usage when none runs, or it says no */
export async function callServer<T>(path: string, { data, body }: Call): Promise<T> {
  const folder = data ?? process.env["CULPRIT_DATA"] ?? "data";
  const url = await urlOf(folder);
  const response = await fetch(new URL(path, url), {
    method: body === undefined ? "GET" : "POST",
    headers: { "culprit-client": "cli", ...keyHeader(), ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Usage(
      `The server at ${url} does not answer (${cause instanceof Error ? cause.message : String(cause)}). Is it still running? npm start starts it.`,
    );
  });
  if (response.status === 401) throw new Usage(KEY_NEEDED);
  const answer: unknown = await response.json();
  if (!response.ok) throw new Usage(messageOf(answer) ?? `The server answered ${response.status}.`);
  return answer as T;
}

/** What a stream of the server tells, one `data:` after the other; ends when it ends, or whoever reads has enough. @throws Usage */
export async function* followServer<T>(path: string, { data }: Pick<Call, "data">): AsyncGenerator<T> {
  const url = await urlOf(data ?? process.env["CULPRIT_DATA"] ?? "data");
  const enough = new AbortController();
  const response = await fetch(new URL(path, url), { headers: { "culprit-client": "cli", ...keyHeader() }, signal: enough.signal });
  if (response.status === 401) throw new Usage(KEY_NEEDED);
  if (!response.ok || response.body === null) throw new Usage(`The server answered ${response.status}.`);
  let left = "";
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const parts = (left + chunk).split("\n\n");
      left = parts.pop() ?? "";
      for (const part of parts) if (part.startsWith("data: ")) yield JSON.parse(part.slice("data: ".length)) as T;
    }
  } finally {
    enough.abort();
  }
}

async function urlOf(folder: string): Promise<string> {
  try {
    const { url } = JSON.parse(await readFile(join(folder, "server.json"), "utf8")) as { url?: string };
    if (url !== undefined) return url;
  } catch (cause) {
    throw new Usage(
      `No server runs on ${folder} (${cause instanceof Error ? cause.message : String(cause)}). npm start starts one; --data names another folder.`,
    );
  }
  throw new Usage(`${join(folder, "server.json")} names no address; the server is still starting. Try again in a moment.`);
}

const messageOf = (answer: unknown): string | null =>
  typeof answer === "object" && answer !== null && "message" in answer && typeof answer.message === "string" ? answer.message : null;
