import { spawn } from "node:child_process";
import { ROOT } from "./place.mjs";

/**
 * A process group of its own, led by a shell that holds a pipe from us: when we are gone, however that happened, so is the group.
 */
const WATCHDOG = `
exec 3<&0
"$@" </dev/null 3<&- &
step=$!
{ while read -r _ <&3; do :; done; kill -KILL 0; } >/dev/null 2>&1 &
watch=$!
exec 3<&-
trap 'kill -TERM "$step"' TERM
wait "$step"; code=$?
while kill -0 "$step" 2>/dev/null; do wait "$step"; code=$?; done
kill -KILL "$watch" 2>/dev/null
exit "$code"
`;

const GRACE_MS = 4000;

/** Runs one step, keeping its output for the case that it fails. Resolves with null, or with what went wrong. */
export const runStep = (command, { env, cwd = ROOT, signal }) =>
  new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", WATCHDOG, "sh", ...command], {
      cwd,
      env,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    let output = "";
    const keep = (text) => {
      output = (output + text).slice(-200_000);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.stdin.on("error", () => undefined); // The step ended first.
    const end = (name) => {
      try {
        process.kill(-child.pid, name);
      } catch (error) {
        if (error.code !== "ESRCH") throw error;
      }
    };
    const stop = () => {
      end("SIGTERM");
      setTimeout(() => end("SIGKILL"), GRACE_MS).unref();
    };
    signal?.addEventListener("abort", stop, { once: true });
    child.once("error", reject);
    child.once("close", (code, name) => {
      signal?.removeEventListener("abort", stop);
      // Whatever the step left running in its group.
      end("SIGKILL");
      if (signal?.aborted) reject(signal.reason);
      else resolve(code === 0 ? null : { output, how: name === null ? `exit code ${code}` : name });
    });
  });

/** Our own environment without what would change the step: the outer npm's settings for this very run, and NODE_ENV, which would leave out what building needs. */
export const stepEnvironment = (nodeFolder) => {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_(lifecycle|package|command|execpath|node_execpath)|npm_config_(local_prefix|global_prefix|prefix|omit|include|production|only|node_gyp)|NODE_ENV$|INIT_CWD$)/i.test(
        name,
      ),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: [nodeFolder, process.env.PATH ?? "/usr/local/bin:/usr/bin:/bin"].filter(Boolean).join(":"),
    NEXT_TELEMETRY_DISABLED: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
    npm_config_update_notifier: "false",
  };
};
