"use client";

import type { Message } from "#machines/journal/message.ts";
import { AskCard, type AskCardProps } from "../conversation/AskCard.tsx";
import type { Asking } from "../conversation/answer-words.ts";
import { Sample } from "./Sample.tsx";

const ADA = { kind: "person", id: "ada", name: "Ada Byron", via: "page" } as const;
const AT = "2026-11-21T02:14:22.000Z";

const LACP: Asking = {
  ...({ key: "ask", seq: 1, seqs: [1], at: AT, thread: null } satisfies Pick<Message, "key" | "seq" | "seqs" | "at" | "thread">),
  kind: "ask",
  request: "design.lacp",
  hostName: "net-1",
  question: "What does the switch say about LACP on the ports of net-1?",
  where: 'On the switch that net-1 is plugged into: "show lacp neighbor", or what it calls the same.',
  choices: { on: "LACP is on, active or passive", off: "LACP is off on these ports", one: "It is on for one port only" },
  why: "If LACP is off, the switch keeps silent and nothing on net-1 is at fault. If it is on, what it sends is lost on the way: then the cable or a filter remains.",
  answer: null,
  gone: false,
};

const answered = (ask: Asking, said: NonNullable<Asking["answer"]>["said"]): Asking => ({ ...ask, answer: { said, by: ADA, at: AT } });

const SAMPLES: readonly (Partial<AskCardProps> & { readonly title: string; readonly ask: Asking })[] = [
  { title: "question, waiting", ask: LACP },
  { title: "question, paused", ask: { ...LACP, request: "design.paused" }, paused: true },
  { title: "question, no permission", ask: LACP, mayAnswer: false },
  { title: "question, at a past moment", ask: LACP, open: false },
  { title: "question, answered", ask: answered(LACP, { choice: "off" }) },
  { title: "question, nobody knew", ask: answered(LACP, null) },
  { title: "question, nobody answered", ask: { ...LACP, gone: true } },
];

/** What people are asked, in every state. Nothing is sent from here: no investigation has this address. */
export function Questions(): React.JSX.Element {
  return (
    <>
      <h2>Questions</h2>
      {SAMPLES.map(({ title, ask, ...more }) => (
        <Sample key={title} title={title}>
          <AskCard ask={ask} base="/api/v1/investigations/design" mayAnswer open paused={false} {...more} />
        </Sample>
      ))}
    </>
  );
}
