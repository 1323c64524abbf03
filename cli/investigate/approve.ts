import { createInterface } from "node:readline/promises";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import type { Field } from "#server/compose/field.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { plain } from "../plain.ts";

/** What to do with a host key that nobody has approved. */
export type Approve = "none" | "ask" | "all";

export interface Open {
  readonly events: readonly InvestigationEvent[];
  readonly approve: Approve;
}

/** Answers every open question about a host key. Fingerprints go to stderr, also when all are approved. */
export async function answerKeys(field: Field, id: string, { events, approve }: Open): Promise<void> {
  const answered = new Set(events.flatMap((event) => (event.type === "hostKeyAnswered" ? [`${event.host} ${event.fingerprint}`] : [])));
  for (const event of events) {
    if (event.type !== "hostKeyAsked" || answered.has(`${event.host} ${event.fingerprint}`)) continue;
    process.stderr.write(
      plain(`${event.host} (${event.address}) offers a ${event.algorithm} key nobody has approved:\n  ${event.fingerprint}\n`),
    );
    const yes =
      approve === "all" || (approve === "ask" && (await ask("Is this the host's key? Compare it on the host's console. [yes/no] ")));
    if (approve === "all") process.stderr.write("  approved, because of --approve all\n");
    if (approve === "none")
      process.stderr.write("  refused: nobody could be asked. Check it with ssh first, or use --known-hosts or --approve.\n");
    const result = await perform(field.office, localActor("cli"), {
      do: "answerHostKey",
      id,
      host: event.host,
      fingerprint: event.fingerprint,
      approve: yes,
    });
    if (!result.ok) throw new Error(result.message);
  }
}

export const ask = async (question: string): Promise<boolean> => (await askFor(question))?.toLowerCase() === "yes";

/** One line of an answer; null when it was interrupted. */
export async function askFor(question: string): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const interrupted = new Promise<null>((resolve) => {
    lines.once("SIGINT", () => resolve(null)).once("close", () => resolve(null));
  });
  try {
    return await Promise.race([lines.question(question).then((answer) => answer.trim()), interrupted]);
  } finally {
    lines.close();
  }
}
