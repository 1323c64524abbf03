import { sayAnswer, type Answered } from "../journal/ask.ts";
import type { InvestigationEvent } from "../journal/event.ts";
import { notesOf } from "../journal/note.ts";
import { sayPicture, type Picture } from "../journal/picture.ts";
import { ofType } from "../journal/select.ts";
import { utcWords } from "./time.ts";

/** The page needs nothing but itself: what the picture shows is in the investigation and in its bundle. */
const pictured = (picture: Picture): string => `[Picture${picture.alt === undefined ? "" : `: ${picture.alt}`}. ${sayPicture(picture)}]`;

function answered({ request, answer }: Answered, events: readonly InvestigationEvent[]): string {
  const asked = events.find((event) => event.type === "asked" && event.request === request);
  return asked?.type === "asked" ? `${asked.question} ${sayAnswer(asked, answer)}` : "";
}

/** When, who, what: notes as their authors left them, also those of a review, what people answered, hand-overs and sign-offs, in the order in which they were said. */
export function peopleSaid(events: readonly InvestigationEvent[]): readonly (readonly [string, string, string])[] {
  const told = (seq: number, at: string, [who, ...said]: readonly [string, ...string[]]) => ({
    seq,
    row: [utcWords(at), who, said.filter((part) => part !== "").join(" ")] as const,
  });
  const rows = [
    ...ofType(events, "handedOver").map(({ seq, at, actor, to, text = "" }) => told(seq, at, [actor.name, `Handed over to ${to}.`, text])),
    ...notesOf(events).map(({ first: { seq, at, actor }, versions }) =>
      told(seq, at, [actor.name, versions.at(-1)?.text ?? "", ...versions.flatMap(({ pictures = [] }) => pictures.map(pictured))]),
    ),
    ...ofType(events, "reviewNoted").map(({ seq, at, actor, text, about, pictures = [] }) =>
      told(seq, at, [actor.name, `Review note${about === undefined ? "" : ` on event ${about}`}:`, text, ...pictures.map(pictured)]),
    ),
    ...ofType(events, "signedOff").map(({ seq, at, actor, judgement, reason = "" }) =>
      told(seq, at, [actor.name, judgement === "agreed" ? "Signed off: the verdict stands." : "Overruled the verdict:", reason]),
    ),
    ...ofType(events, "answered").map((answer) =>
      told(answer.seq, answer.at, [answer.from?.by ?? answer.actor.name, answered(answer, events)]),
    ),
  ];
  return rows.sort((a, b) => a.seq - b.seq).map(({ row }) => row);
}
