import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Turn } from "./address.ts";
import { withStrings } from "./deep.ts";
import { turnedText } from "./text.ts";

/** One entry with other addresses. A runbook is not of this network, and who did something, when and by which key stays. */
export function turnedEvent(event: InvestigationEvent, turn: Turn): InvestigationEvent {
  const { seq, at, actor, ...body } = event;
  const change = (text: string): string => turnedText(text, turn);
  const turned =
    body.type === "started" ? { ...withStrings({ ...body, runbook: null }, change), runbook: body.runbook } : withStrings(body, change);
  return { seq, at, actor, ...turned } as InvestigationEvent;
}
