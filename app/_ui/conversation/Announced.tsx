"use client";

import { useMemo } from "react";
import type { Message } from "#machines/journal/message.ts";

const TOLD: ReadonlySet<Message["kind"]> = new Set(["reasoning", "verdict", "question", "ask", "change"]);

/** What is new, for who does not see it. */
export function Announced({ messages }: { readonly messages: readonly Message[] }): React.JSX.Element {
  const last = useMemo(() => messages.findLast(({ kind }) => TOLD.has(kind)), [messages]);
  return (
    <div className="visually-hidden" role="status">
      {last === undefined ? "" : spoken(last)}
    </div>
  );
}

function spoken(message: Message): string {
  if (message.kind === "reasoning") return message.text;
  if (message.kind === "change") return `A change of ${message.hostName} is proposed or goes on.`;
  if (message.kind === "verdict") return `Verdict: ${message.verdict.say}`;
  if (message.kind === "ask") return message.question;
  return message.kind === "question" ? `Question about the key of ${message.hostName}` : "";
}
