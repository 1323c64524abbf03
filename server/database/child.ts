import { spawn } from "node:child_process";
import { join } from "node:path";
import { identity, plainEnvironment } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import type { Place } from "./place.ts";

/** A running postmaster with its watchdog. */
export interface Child {
  /** Resolves when it is gone, with its exit code and the last of what it printed. */
  readonly gone: Promise<{ readonly code: number | null; readonly output: string }>;
  readonly output: () => string;
  /** Asks it to disconnect everybody, write everything and end. */
  readonly finish: () => void;
  /** Ends it at once; it recovers from its log at the next start. */
  readonly abort: () => void;
}

/** Exit code of the watchdog when another one holds the cluster's lock file. */
export const LOCKED = 75;

/**
 * The shell holds PostgreSQL and a pipe from us. When the pipe ends, because we said so or because we were killed, it stops PostgreSQL.
 * The kernel's lock on `lock` is inherited by every process of the cluster, so it lasts exactly as long as one of them lives, and
 * holds across containers that share the folder, where process ids say nothing.
 */
const WATCHDOG = `
trap '' HUP INT TERM
exec 3<&0 9>>"$1" || exit 74
if command -v flock >/dev/null; then flock -n 9 || exit ${LOCKED}; fi
shift
"$@" </dev/null 3<&- &
postgres=$!
{ while read -r _ <&3; do :; done; kill -INT "$postgres"; } 9>&- >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait "$postgres"
code=$?
kill -KILL "$watch" 2>/dev/null
exit "$code"
`;

const KEPT_OUTPUT = 32 << 10;

export const startChild = (place: Place, binaries: Binaries): Child => {
  // A session of its own: Ctrl-C in the terminal reaches us, not the database, so that what we still write is kept.
  const child = spawn("/bin/sh", ["-c", WATCHDOG, "sh", join(place.home, "lock"), binaries.postgres, "-D", place.cluster], {
    ...identity(place.account),
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "pipe"],
    env: plainEnvironment(),
  });
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output = (output + text).slice(-KEPT_OUTPUT);
  });
  // The watchdog may be gone before we end its pipe; its exit is what counts.
  child.stdin.on("error", () => undefined);
  const gone = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once("error", (error) => resolve({ code: null, output: `${output}${error.message}` }));
    child.once("close", (code) => {
      child.stdin.destroy();
      resolve({ code, output });
    });
  });
  return {
    gone,
    output: () => output,
    finish: () => {
      child.stdin.end();
    },
    abort: () => {
      child.kill("SIGKILL");
    },
  };
};
