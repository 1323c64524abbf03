import { changesIn, type ChangeState } from "#machines/confirm/state.ts";
import { changeView, sayWaitsForYou, type ChangeView } from "#machines/journal/change-view.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Field } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { plain } from "../plain.ts";
import { ask, askFor } from "./approve.ts";

interface Asking {
  readonly events: readonly InvestigationEvent[];
  /** What was answered already is not asked again. */
  readonly asked: Set<string>;
}

/**
 * Asks the person at the terminal about what is proposed, in the words of the card. Says whether something was decided that has to be carried out. Without a
 * terminal nobody is asked: a program approves no change of a host, whatever it was told to approve.
 */
export async function decideChanges(field: Field, id: string, { events, asked }: Asking): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  let decided = false;
  for (const state of changesIn(events)) {
    const question = `${state.proposal.id} ${state.next}`;
    if (asked.has(question)) continue;
    asked.add(question);
    const view = changeView(events, state.proposal.id);
    const action = view === null ? null : await decisionOn(state, view);
    if (action === null) continue;
    const done = await perform(field.office, localActor("cli"), { ...action, id, change: state.proposal.id });
    if (!done.ok) say(done.message);
    else if (action.do !== "declineChange") decided = true;
  }
  return decided;
}

type Decision = { readonly do: "approveChange" | "keepChange" } | { readonly do: "declineChange"; readonly reason: string };

async function decisionOn({ next, proposal }: ChangeState, view: ChangeView): Promise<Decision | null> {
  if (next === "approval") {
    tell(proposal.people > 1 ? view : { ...view, say: sayWaitsForYou(view) });
    // One person cannot be two; a server with accounts has the second.
    if (proposal.people > 1) return null;
    const answer = await askFor(`Approve for ${view.atMost}? [yes/no] `);
    if (answer === null) return null;
    if (answer.toLowerCase() === "yes") return { do: "approveChange" };
    const reason = (await askFor("Why not? ")) ?? "";
    return { do: "declineChange", reason: reason === "" ? "Declined on the command line." : reason.slice(0, 500) };
  }
  if (!view.mayKeep) return null;
  tell(view);
  return (await ask("It was undone. Make it again, to stay? [yes/no] ")) ? { do: "keepChange" } : null;
}

/** The card as text. */
function tell({ proposal, hostName, question, terms, windows, wayOut, say: where }: ChangeView): void {
  const width = Math.max(...terms.map(({ name }) => name.length));
  const pairs = terms.map(({ name, say: text }) => `  ${name.padEnd(width)}  ${text}`);
  const rows = windows.map(({ name, symptom, mechanism }) => `  ${name}: symptom ${symptom}, its mechanism counted ${mechanism}`);
  say(`\nRisk ${proposal.risk}, ${hostName}: ${question}`);
  say(`  now ${proposal.before}, during the test ${`${proposal.after} ${proposal.unit}`.trim()}`);
  for (const line of [...pairs, ...rows, `  ${where}`, ...(wayOut === null ? [] : [`  ${wayOut}`])]) say(line);
}

const say = (line: string): void => void process.stderr.write(`${plain(line)}\n`);
