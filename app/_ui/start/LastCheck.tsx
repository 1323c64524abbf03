import { Button } from "../atoms/Button.tsx";
import { Checks, type Checked } from "./Checks.tsx";
import styles from "./start.module.css";
import type { Preflight } from "./usePreflight.ts";

interface Props {
  readonly preflight: Pick<Preflight, "lines" | "running" | "wrong">;
  /** What would be started sends probes. */
  readonly sends: boolean;
  readonly hosts: readonly Checked[];
  readonly mayTrust: boolean;
  /** Why what was sent was refused. */
  readonly message: string | null;
  readonly busy: boolean;
  readonly onCheck: () => void;
  readonly onStart: () => void;
}

type Lines = Pick<Preflight, "lines" | "running">;

const isSettled = ({ lines, running }: Lines): boolean => lines.length > 0 && !running;

/** All hosts were looked at, and each of them can be read. */
export const allReady = (preflight: Lines): boolean => isSettled(preflight) && preflight.lines.every((line) => line?.state === "ready");

/** The foot of the form: what pre-flight found, and what can be done now. Before the check it checks, after it it starts. */
export function LastCheck({ preflight, sends, hosts, mayTrust, message, busy, onCheck, onStart }: Props): React.JSX.Element {
  const { lines, running, wrong } = preflight;
  const settled = isSettled(preflight);
  const ready = allReady(preflight);
  // One thing is to be done next: a key that waits for a decision comes first.
  const asks = settled && mayTrust && lines.some((line) => line?.state === "keyUnknown");
  const some = lines.some((line) => line?.state === "ready");
  const changedKey = lines.some((line) => line?.state === "failed" && line.failure.kind === "hostKeyChanged");
  return (
    <>
      {lines.length === 0 ? null : <Checks hosts={hosts} lines={lines} running={running} mayTrust={mayTrust} onApproved={onCheck} />}
      {[wrong, message].map((say, index) =>
        say === null ? null : (
          <p key={index} className={styles.wrong} role="alert">
            {say}
          </p>
        ),
      )}
      <div className={styles.acts}>
        <Button type="submit" {...(asks ? {} : { look: "primary" })} disabled={busy || running}>
          {ready ? (busy ? "Starting" : "Start") : running ? "Checking hosts" : settled ? "Check again" : "Check hosts"}
        </Button>
        {settled && !ready && !changedKey && some ? (
          <Button disabled={busy} onClick={onStart}>
            Start with what is reachable
          </Button>
        ) : null}
        <span className="dim">{hint({ ready, changedKey, none: settled && !some, asks, sends })}</span>
      </div>
    </>
  );
}

function hint({
  ready,
  changedKey,
  none,
  asks,
  sends,
}: Readonly<Record<"ready" | "changedKey" | "none" | "asks" | "sends", boolean>>): string {
  if (ready) return `${sends ? "Reads, and sends probes" : "Reads only"}; each command is shown before and after it runs.`;
  if (changedKey) return "Nothing starts while a host key is another one than the one approved.";
  if (none)
    return `Nothing can be started while no host can be read. ${asks ? "Decide about the key above; the hosts are then looked at again." : "See above what is in the way: put it right or name other hosts, then check again."}`;
  return "Reach, key, privilege, tools and clock; nothing about the incident yet.";
}
