import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Account } from "./account.ts";
import { accountOf, chooseAccount, runAs, runsAsRoot } from "./account.ts";
import { folderProblem, makePassable } from "./folder.ts";
import { codeOf, problem } from "./problem.ts";

/** Where one data folder's database lives and under whom it runs. */
export interface Place {
  readonly account: Account;
  /** Owned by the account, mode 700; holds the cluster and what is written while it is made. */
  readonly home: string;
  readonly cluster: string;
  /** Folder of the unix socket, short enough for an address. */
  readonly sockets: string;
  /** Where a copy of PostgreSQL's programs may be kept. */
  readonly programs: string;
}

/** For databases whose data folder PostgreSQL's account cannot enter. */
const SYSTEM_FOLDER = "/var/lib/culprit";

const SYSTEM_SOCKETS = "/run/culprit";

/** PostgreSQL's setting is a list with its own quotes and commas; other paths get a socket elsewhere. */
const PLAIN_PATH = /^[\w/.@+-]+$/;

/** sun_path holds 108 bytes with the final zero; the socket is called .s.PGSQL.5432. */
const LONGEST_SOCKET_FOLDER = 107 - "/.s.PGSQL.5432".length;

/** `folder` is the data folder's real path. */
export const findPlace = (folder: string): Place => {
  const home = homeOf(folder);
  try {
    const isNew = !existsSync(home);
    const account = isNew ? chooseAccount() : accountOf(statSync(home).uid, home);
    if (isNew) makeOwned(home, account);
    return {
      account,
      home,
      cluster: join(home, "cluster"),
      sockets: socketFolder(home, account),
      programs: runsAsRoot() ? SYSTEM_FOLDER : folder,
    };
  } catch (error) {
    throw folderProblem(home, error);
  }
};

const pointer = z.object({ home: z.string() });

const homeOf = (folder: string): string => {
  const inside = join(folder, "postgres");
  if (existsSync(inside) || !runsAsRoot()) return insideOrElsewhere(folder, inside);
  const told = toldHome(folder);
  if (told !== null) return claim(told, folder);
  const canEnter = runAs(chooseAccount(), ["/bin/sh", "-c", 'cd -- "$1"', "sh", folder]).status === 0;
  return canEnter ? inside : claim(join(SYSTEM_FOLDER, shortHash(folder), "postgres"), folder);
};

/** A plain user cannot follow root's database to /var/lib. */
const insideOrElsewhere = (folder: string, inside: string): string => {
  const told = runsAsRoot() ? null : toldHome(folder);
  if (told === null) return inside;
  throw problem("wrongOwner", {
    say: `The database of ${folder} was made by root and lies in ${told}.`,
    act: "Start Culprit as root, or choose another folder with --data.",
  });
};

const pointerFile = (folder: string): string => join(folder, "database-location.json");

const toldHome = (folder: string): string | null => {
  if (!existsSync(pointerFile(folder))) return null;
  const { home } = pointer.parse(JSON.parse(readFileSync(pointerFile(folder), "utf8")));
  if (existsSync(home)) return home;
  throw problem("corrupted", {
    say: `The database of ${folder} should be in ${home}, which does not exist.`,
    act: `Bring it back, or delete ${pointerFile(folder)} to start with an empty one.`,
  });
};

/** Ties a database outside the data folder to it, both ways. A folder that was moved takes its database along; a copy may not. */
const claim = (home: string, folder: string): string => {
  const owner = join(home, "..", "data-folder");
  makePassable(SYSTEM_FOLDER);
  makePassable(join(home, ".."));
  const before = existsSync(owner) ? readFileSync(owner, "utf8").trim() : folder;
  if (before !== folder && existsSync(pointerFile(before)) && toldHome(before) === home) {
    throw problem("inUse", {
      say: `${folder} is a copy of ${before}, and the database of both is ${home}.`,
      act: `Use ${before}, or delete ${pointerFile(folder)} to start with an empty one.`,
    });
  }
  writeFileSync(owner, `${folder}\n`);
  const why = "PostgreSQL does not run as root, and its account cannot enter this folder.";
  writeFileSync(pointerFile(folder), `${JSON.stringify({ home, why }, null, 2)}\n`);
  return home;
};

/** Makes a folder that only the account can enter, or checks one that is there; never through a link somebody left. */
const makeOwned = (path: string, account: Account): void => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const handle = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    if (account.lowered) fchownSync(handle, account.uid, account.gid);
    fchmodSync(handle, 0o700);
  } finally {
    closeSync(handle);
  }
};

const socketFolder = (home: string, account: Account): string => {
  const beside = join(home, "socket");
  const isUsable = Buffer.byteLength(beside) <= LONGEST_SOCKET_FOLDER && PLAIN_PATH.test(beside);
  const short = runsAsRoot() ? join(SYSTEM_SOCKETS, shortHash(home)) : join("/tmp", `culprit-${account.uid}-${shortHash(home)}`);
  const path = isUsable ? beside : short;
  try {
    if (!isUsable && runsAsRoot()) makePassable(SYSTEM_SOCKETS);
    if (!isUsable && !runsAsRoot()) refuseStranger(path, account);
    makeOwned(path, account);
    return path;
  } catch (error) {
    if (codeOf(error) === "") throw error;
    throw problem(
      "notWritable",
      {
        say: `The folder ${path} for PostgreSQL's socket could not be made: ${String(error)}.`,
        act: "Choose a data folder with a shorter path of plain letters, or make that place writable.",
      },
      error,
    );
  }
};

/** In /tmp anybody may have made the folder first. */
const refuseStranger = (path: string, account: Account): void => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || (found.isDirectory() && found.uid === account.uid)) return;
  throw problem("notWritable", {
    say: `${path}, where PostgreSQL's socket belongs, was made by somebody else.`,
    act: "Remove it, or choose a data folder with a shorter path.",
  });
};

const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
