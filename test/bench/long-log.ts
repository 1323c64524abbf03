import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { NewObservation } from "#server/journal.ts";
import { caseLog } from "../app/case-log.ts";
import { CULPRIT, PERSON } from "../app/log.ts";

/** What was said and read in a long investigation. */
interface LongLog {
  readonly events: readonly InvestigationEvent[];
  readonly observations: readonly NewObservation[];
}

/** Notes by people and reads that they asked for, in turn, before the end of the recorded one. */
export function longLog({ messages, bytes }: { readonly messages: number; readonly bytes: number }): LongLog {
  const base = caseLog("large-packets-vanish", "bridge-mtu", { rounds: 2 });
  const host = base.events[0]?.type === "started" ? (base.events[0].brief.hosts[0]?.key ?? "") : "";
  const model = base.observations[0];
  const seen = base.events.find((event) => event.type === "observed");
  if (model === undefined || seen?.type !== "observed") throw new TypeError("the case has no observation");
  const added: Omit<InvestigationEvent, "seq">[] = [];
  const observations: NewObservation[] = [];
  const size = Math.ceil(bytes / (messages / 2));
  const at = base.events.at(-1)?.at ?? "";
  for (let n = 1; n <= messages / 2; n += 1) {
    const request = `run.${n}.${host}`;
    const id = `${model.id}-${n}`;
    const facts = { ...seen.facts, observation: id, stdoutBytes: size, lines: Math.ceil(size / 80) };
    added.push(
      { type: "noted", text: `Note ${n}: ${"the customer reports gaps ".repeat(4)}`, at, actor: PERSON } as never,
      { type: "runAsked", request, collector: "links", host, at, actor: PERSON } as never,
      {
        type: "commandStarted",
        request,
        attempt: 1,
        commandLine: "ip -s -s -j link show",
        privilege: "user",
        risk: "R0",
        effects: [],
        deadlineMs: 10_000,
        at,
        actor: CULPRIT,
      } as never,
      { type: "observed", request, attempt: 1, facts, reading: { fields: { rxDropped: n, txDropped: 0 } }, at, actor: CULPRIT } as never,
    );
    observations.push({
      ...model,
      id,
      request,
      stdout: Buffer.from(`${"0123456789abcdef ".repeat(5).slice(0, 79)}\n`.repeat(Math.ceil(size / 80))),
    });
  }
  const events = [...base.events, ...added].map((event, index) => ({ ...event, seq: index + 1 }) as InvestigationEvent);
  return { events, observations: [...base.observations, ...observations] };
}
