import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { problem } from "./problem.ts";

/** Under whom PostgreSQL runs. It refuses to run as root, so root gives its rights up for it. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** True when this process is root and the account is another one. */
  readonly lowered: boolean;
}

/** In order of preference: an account of our own, the customary one, the one that every system has. */
const CANDIDATES = ["culprit", "postgres", "nobody"];

export const runsAsRoot = (): boolean => process.geteuid?.() === 0;

/** The account for a new database. Root: the first candidate that a process can really be started as. */
export const chooseAccount = (): Account => {
  if (!runsAsRoot()) return ownAccount();
  const found = CANDIDATES.flatMap((name) => passwd().filter((entry) => entry.name === name && entry.uid !== 0));
  const usable = found.find((entry) => runAs(entry, ["/bin/sh", "-c", ":"]).status === 0);
  if (usable !== undefined) return usable;
  throw problem("noAccount", {
    say: "PostgreSQL refuses to run as root, and none of the accounts culprit, postgres and nobody can be used here.",
    act: "Start Culprit as an ordinary user, create an account with `useradd --system culprit`, or set DATABASE_URL to a server of your own.",
  });
};

/** The account that owns an existing database. */
export const accountOf = (uid: number, folder: string): Account => {
  const me = process.geteuid?.() ?? 0;
  if (uid === me && me !== 0) return ownAccount();
  const owner = passwd().find((entry) => entry.uid === uid);
  if (me === 0 && uid !== 0 && owner !== undefined) return owner;
  const whose = owner === undefined ? `the user id ${uid}, which has no account here` : owner.name;
  throw problem("wrongOwner", {
    say: `The database in ${folder} belongs to ${whose}, and Culprit runs as ${nameOf(me)}.`,
    act: "Start Culprit as that user, choose another folder with --data, or hand the folder over with chown -R.",
  });
};

/** Runs one short command as the account, with nothing of our environment but the search path. */
export const runAs = (account: Account, [file, ...args]: readonly [string, ...string[]], input = "") =>
  spawnSync(file, args, {
    ...identity(account),
    cwd: "/",
    encoding: "utf8",
    input,
    env: plainEnvironment(),
    maxBuffer: 16 << 20,
  });

export const identity = (account: Account): { uid?: number; gid?: number } =>
  account.lowered ? { uid: account.uid, gid: account.gid } : {};

/** English messages, so that failures can be told apart by their text. */
export const plainEnvironment = (): NodeJS.ProcessEnv => ({
  NODE_ENV: "production",
  PATH: process.env["PATH"] ?? "/usr/bin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
});

const ownAccount = (): Account => {
  const uid = process.geteuid?.() ?? 0;
  try {
    return { name: userInfo().username, uid, gid: process.getegid?.() ?? 0, lowered: false };
  } catch (cause) {
    throw problem(
      "noAccount",
      {
        say: `PostgreSQL needs an account, and the user id ${uid} has no entry in /etc/passwd.`,
        act: "Start Culprit as a user that has one, or set DATABASE_URL to a server of your own.",
      },
      cause,
    );
  }
};

const nameOf = (uid: number): string => passwd().find((entry) => entry.uid === uid)?.name ?? (uid === 0 ? "root" : `user id ${uid}`);

const passwd = (): readonly Account[] =>
  readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [name, , uid, gid] = line.split(":");
      return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid), lowered: true }] : [];
    });
