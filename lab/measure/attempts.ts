import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";
import { runInstrument } from "../programs/python.ts";

export interface AttemptsSpec {
  readonly from: Namespace;
  readonly to: string;
  readonly port: number;
  /** All at once. */
  readonly count: number;
  readonly patienceMs: number;
}

const attempts = z.object({
  count: z.number(),
  answered: z.number(),
  /** Nobody listens. */
  refused: z.number(),
  reset: z.number(),
  /** The host that connects has no local port left. */
  noPort: z.number(),
  /** Not connected, or connected without an answer, when patience ended. */
  unanswered: z.number(),
  failed: z.number(),
  /** Until the last one that came to an end. */
  longestMs: z.number(),
});
export type Attempts = Readonly<z.infer<typeof attempts>>;

/** How TCP connections to a service end, each with one request on it. */
export const attemptConnections = async ({ from, to, port, count, patienceMs }: AttemptsSpec): Promise<Attempts> =>
  attempts.parse(await runInstrument(from, "attempts.py", [to, port, count, patienceMs]));

export const describeAttempts = ({ count, answered, refused, reset, noPort, unanswered }: Attempts): string => {
  const ends = { answered, refused, reset, "without a local port": noPort, "without an answer": unanswered };
  const said = Object.entries(ends).filter(([, many]) => many > 0);
  return `of ${count} connections ${said.map(([end, many]) => `${many} ${end}`).join(", ")}`;
};
