import type { Session } from "./transport.ts";

/** Times in /proc are told in hundredths of a second, on every architecture (USER_HZ). */
const TICK_MS = 10;

/**
 * The line of /proc/PID/stat of the SSH server's process that carries this connection: everything we run is below it. Looked for upwards, since it may be
 * called sshd, sshd-session (OpenSSH 9.8) or dropbear.
 */
const STAT = {
  argv: [
    "sh",
    "-c",
    "p=$$; while [ ${p:-0} -gt 1 ]; do read -r l </proc/$p/stat || exit 3; case $l in *'(sshd'*|*'(dropbear'*) echo \"$l\"; exit 0;; esac; l=${l##*) }; l=${l#* }; p=${l%% *}; done; exit 3",
  ],
  privilege: "user",
  deadlineMs: 5_000,
  maxBytes: 1_000,
} as const;

/**
 * Processor time that this connection has cost its host so far: its SSH server's and that of everything which was started over it and has ended (proc(5): utime, stime,
 * cutime, cstime). What the kernel does for packets is not in it. Null where the host does not say.
 */
export async function workDone(session: Session, options: { readonly signal?: AbortSignal } = {}): Promise<number | null> {
  const [answer] = await session.batch([{ key: "work", ...STAT }], options);
  return workIn(answer?.failure === undefined ? (answer?.stdout.toString("latin1") ?? "") : "");
}

export function workIn(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(") ") + 2).split(" ");
  const times = fields.slice(11, 15);
  if (!stat.includes(") ") || times.length < 4 || !times.every((time) => /^\d{1,12}$/.test(time))) return null;
  return TICK_MS * times.reduce((sum, time) => sum + Number(time), 0);
}
