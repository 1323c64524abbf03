import { openAsks, type Asked } from "#machines/journal/ask.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { Field } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { plain } from "../plain.ts";
import { askFor } from "./approve.ts";

/** Asks the person at the terminal what no host can tell. False: they interrupted it. */
export async function answerAsks(field: Field, id: string, events: readonly InvestigationEvent[]): Promise<boolean> {
  for (const asked of openAsks(events)) {
    process.stderr.write(plain(textOf(asked, events)));
    for (let done = false; !done;) {
      const line = await askFor("Your answer, or Enter if you don't know: ");
      if (line === null) {
        process.stderr.write("\n");
        return false;
      }
      const answer = meant(asked, line);
      if (answer === null) {
        process.stderr.write(plain(`${line} is none of these. ${howTo(asked)}\n`));
        continue;
      }
      const result = await perform(field.office, localActor("cli"), { do: "answer", id, request: asked.request, ...answer });
      done = result.ok;
      if (!result.ok) process.stderr.write(plain(`${result.message}\n`));
    }
  }
  return true;
}

/** The card as text: the question, where to look, and what can be answered. */
export function textOf({ question, where, choices, host }: Asked, events: readonly InvestigationEvent[]): string {
  const name = hostsOf(events).find(({ key }) => key === host)?.name ?? host;
  const replies = Object.values(choices).map((say, index) => `  ${index + 1}  ${say}`);
  return ["", `About ${name}: ${question}`, `  ${where}`, ...replies, ""].join("\n");
}

type Meant = { readonly choice: string } | { readonly unknown: true };

const howTo = ({ choices }: Pick<Asked, "choices">): string =>
  `Type a number from 1 to ${Object.keys(choices).length}, or Enter if you don't know.`;

/** A number of the list is that answer, and so is the name of a choice. Null: it is neither. */
export function meant({ choices }: Pick<Asked, "choices">, line: string): Meant | null {
  const text = line.trim();
  if (text === "") return { unknown: true };
  const values = Object.keys(choices);
  const [value] = values.filter((each, index) => each === text || `${index + 1}` === text);
  return value === undefined ? null : { choice: value };
}
