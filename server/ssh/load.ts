import type { Session } from "./transport.ts";

const LOADAVG = { argv: ["cat", "/proc/loadavg"], privilege: "user", deadlineMs: 5_000, maxBytes: 200 } as const;

/** The host's load average of the last minute, now. Null where it does not say. */
export async function hostLoad(session: Session, options: { readonly signal?: AbortSignal } = {}): Promise<number | null> {
  const [answer] = await session.batch([{ key: "load", ...LOADAVG }], options);
  const said = /^(\d{1,6}\.\d{2}) /.exec(answer?.stdout.toString("latin1") ?? "");
  return said?.[1] === undefined ? null : Number(said[1]);
}
