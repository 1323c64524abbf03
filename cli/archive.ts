import { resolve } from "node:path";
import { openArchive, type Archive } from "#server/compose/archive.ts";
import { isDatabaseProblem } from "#server/database/problem.ts";
import { runningServer } from "#server/database/lock.ts";
import type { ActResult } from "#server/door/action.ts";
import { localActor } from "#server/door/session.ts";
import { KEY_NEEDED, keyHeader } from "./api-key.ts";
import { Usage } from "./exit.ts";

export interface Shelf {
  /** Null when there is no such investigation. */
  take(which: string, format: "json" | "markdown"): Promise<{ readonly name: string; readonly text: string } | null>;
  /** The record of who did what. */
  records(): Promise<string>;
  put(bundle: string): Promise<ActResult>;
  close(): Promise<void>;
}

/** Investigations of a data folder: through the server that runs on it, or by opening the folder where none does. @throws Usage */
export async function openShelf(data: string | undefined): Promise<Shelf> {
  const folder = resolve(data ?? process.env["CULPRIT_DATA"] ?? "data");
  const url = (await runningServer(folder))?.url;
  if (url !== undefined) return throughServer(url);
  try {
    return ofFolder(await openArchive(folder, process.env["DATABASE_URL"]));
  } catch (error) {
    if (isDatabaseProblem(error)) throw new Usage(error.message);
    throw error;
  }
}

function ofFolder(archive: Archive): Shelf {
  return {
    take: (which, format) => archive.exportOf(which, format),
    records: () => archive.records(),
    put: (bundle) => archive.import(localActor("cli"), bundle),
    close: () => archive.close(),
  };
}

function throughServer(url: string): Shelf {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...init.headers, "culprit-client": "cli", ...keyHeader() };
    const answer = await fetch(new URL(path, url), { ...init, headers }).catch((cause: unknown) => {
      throw new Usage(`The server at ${url} does not answer (${cause instanceof Error ? cause.message : String(cause)}).`);
    });
    if (answer.status === 401) throw new Usage(KEY_NEEDED);
    return answer;
  };
  return {
    take: async (which, format) => {
      const response = await ask(`/api/v1/investigations/${encodeURIComponent(which)}/export?format=${format}`);
      if (response.status === 404) return null;
      if (!response.ok) throw new Usage(`The server answered ${response.status}.`);
      const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? which;
      return { name, text: await response.text() };
    },
    records: async () => {
      const response = await ask("/api/v1/records");
      if (!response.ok) throw new Usage(`The server answered ${response.status}.`);
      return response.text();
    },
    put: async (bundle) => {
      const response = await ask("/api/v1/investigations/import", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: bundle,
      });
      return (await response.json()) as ActResult;
    },
    close: () => Promise.resolve(),
  };
}
