import type { Round } from "#machines/contract/index.ts";
import { questionOf } from "#machines/plan/ask.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { identityOf } from "./memory.ts";
import type { Scene } from "./scene.ts";
import { FRESH_MS } from "./take-over.ts";

/** Whether this round is a question to a person, and nothing for a host to do. */
export const asksPerson = (events: readonly InvestigationEvent[], { requests }: Round): boolean => {
  const [first] = events;
  const tests = first?.type === "started" ? first.runbook.tests : [];
  return requests.some((request) => tests.some(({ id, ask }) => id === request.test && ask !== undefined));
};

/**
 * Writes the question down: from then on the investigation waits. Where nobody sits who could be asked it is answered at once, and what was answered in the
 * investigation that handed over to this one is not asked again. A question that was written down already is left as it is.
 */
export async function askPerson(scene: Scene, round: Round, planned: boolean): Promise<void> {
  const { bench, log } = scene;
  const events = log.events();
  const [first] = events;
  const [request] = round.requests;
  if (first?.type !== "started" || request === undefined) throw new TypeError("a question needs a request");
  const open = planned ? [] : [{ type: "roundPlanned" as const, round }];
  const question = questionOf(first.runbook, { ...first.brief, hosts: hostsOf(events) }, request);
  if (question === undefined) throw new TypeError(`${request.key} asks nothing of anybody`);
  const asked: EventBody = { type: "asked", request: request.key, host: request.host, ...question };
  const before = await saidBefore(scene, asked);
  const answer = before ?? (bench.answerFor === undefined ? null : { answer: bench.answerFor(request) });
  const answered: readonly EventBody[] = answer === null ? [] : [{ type: "answered", request: request.key, ...answer }];
  await log.append([...open, asked, ...answered]);
}

type Before = Pick<Extract<EventBody, { type: "answered" }>, "answer" | "from">;

/** What was said to the same question about the same host, a moment ago in another runbook. That nobody knew is asked again. */
async function saidBefore({ bench, log }: Scene, asked: Extract<EventBody, { type: "asked" }>): Promise<Before | null> {
  const events = log.events();
  const [first] = events;
  const from = first?.type === "started" ? first.from : undefined;
  const host = hostsOf(events).find(({ key }) => key === asked.host);
  const identity = host === undefined ? null : identityOf(events, host);
  if (from === undefined || identity === null || bench.memory === undefined) return null;
  const since = new Date(bench.now().getTime() - FRESH_MS);
  const said = await bench.memory.said(from, identity, since);
  const same = said.findLast(({ question, where }) => question === asked.question && where === asked.where);
  return same === undefined ? null : { answer: same.answer, from: { investigation: from, by: same.by } };
}
