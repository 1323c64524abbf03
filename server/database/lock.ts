import { createHash } from "node:crypto";
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Server } from "node:net";
import { join, resolve } from "node:path";
import { z } from "zod";
import { folderProblem, prepareDataFolder } from "./folder.ts";
import { codeOf, problem } from "./problem.ts";

/** What a running server tells about itself to those who ask for its data folder. */
const runningServerSchema = z.object({
  pid: z.number(),
  startedAt: z.string(),
  url: z.string().optional(),
  /** How to reach the embedded database, for further processes on the same folder. */
  database: z.object({ host: z.string(), user: z.string(), database: z.string() }).optional(),
});
export type RunningServer = Readonly<z.infer<typeof runningServerSchema>>;

/** One server per data folder. */
export interface FolderLock {
  /** The data folder's real path. */
  readonly folder: string;
  /** Tells others where this server is; also written to server.json. */
  announce(what: { readonly url?: string; readonly database?: RunningServer["database"] }): void;
  release(): Promise<void>;
}

/**
 * An abstract unix socket: the kernel gives the name to exactly one process and takes it back when that process ends, however it ends.
 * The name is made of device and inode, so that links and bind mounts of one folder are one folder.
 */
export const lockDataFolder = async (dataFolder: string): Promise<FolderLock> => {
  const folder = prepareDataFolder(dataFolder);
  const me: RunningServer = { pid: process.pid, startedAt: new Date().toISOString() };
  let told = me;
  const server = createServer((socket) => {
    socket.on("error", () => undefined); // Whoever asked has left.
    socket.end(`${JSON.stringify(told)}\n`);
  });
  if (!(await listens(server, nameOf(folder)))) throw heldBy(folder, await ask(folder));
  server.unref();
  const file = join(folder, "server.json");
  return {
    folder,
    announce: (what) => {
      told = { ...me, ...what };
      writeWhole(file, `${JSON.stringify({ pid: told.pid, url: told.url, startedAt: told.startedAt }, null, 2)}\n`);
    },
    release: async () => {
      rmSync(file, { force: true });
      await new Promise((done) => server.close(done));
    },
  };
};

/** The server that uses this data folder now, null when none does. Asks it; a file could be stale. */
export const runningServer = async (dataFolder: string): Promise<RunningServer | null> =>
  statSync(resolve(dataFolder), { throwIfNoEntry: false })?.isDirectory() ? ask(resolve(dataFolder)) : null;

const nameOf = (folder: string): string => {
  const { dev, ino } = statSync(folder, { bigint: true });
  return `\0culprit-${createHash("sha256").update(`${dev}:${ino}`).digest("hex").slice(0, 32)}`;
};

const listens = (server: Server, path: string): Promise<boolean> =>
  new Promise((done, fail) => {
    server.once("error", (error) => {
      if (codeOf(error) === "EADDRINUSE") done(false);
      else fail(error);
    });
    server.listen({ path }, () => done(true));
  });

const ask = (folder: string): Promise<RunningServer | null> =>
  new Promise((done) => {
    let text = "";
    const socket = connect({ path: nameOf(folder) });
    socket.setTimeout(2000, () => socket.destroy());
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    socket.on("error", () => undefined); // Nobody listens, or a stopped process: "close" follows.
    socket.on("close", () => done(parse(text)));
  });

const parse = (text: string): RunningServer | null => {
  try {
    return runningServerSchema.parse(JSON.parse(text));
  } catch {
    // Not an answer of ours; then nothing is known about who listens.
    return null;
  }
};

const heldBy = (folder: string, holder: RunningServer | null): Error => {
  const who = holder === null ? "" : ` (process ${holder.pid}${holder.url === undefined ? ", still starting" : `, ${holder.url}`})`;
  return problem("inUse", {
    say: `Another Culprit${who} is using the data folder ${folder}.`,
    act: "Stop it first, or choose another folder with --data.",
  });
};

const writeWhole = (file: string, text: string): void => {
  try {
    writeFileSync(`${file}.new`, text, { mode: 0o644 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw folderProblem(file, error);
  }
};
