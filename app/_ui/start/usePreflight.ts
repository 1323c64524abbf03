"use client";

import { useRef, useState } from "react";
import { SIGNED_OUT } from "../investigation/send.ts";
import type { PreflightHost, PreflightLine } from "#machines/journal/preflight.ts";

export interface Preflight {
  /** The last line of each host, by its place in the list; empty before the first check. */
  readonly lines: readonly (PreflightLine | null)[];
  readonly running: boolean;
  readonly wrong: string | null;
  readonly check: (hosts: readonly PreflightHost[]) => Promise<void>;
  readonly forget: () => void;
}

/** Looks at hosts before anything is collected; the ticks appear as the hosts answer. */
export function usePreflight(): Preflight {
  const [lines, setLines] = useState<readonly (PreflightLine | null)[]>([]);
  const [running, setRunning] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const turn = useRef(0);
  const check = async (hosts: readonly PreflightHost[]): Promise<void> => {
    const mine = ++turn.current;
    setLines(hosts.map(() => null));
    setWrong(null);
    setRunning(true);
    const problem = await read(hosts, (line) => {
      if (turn.current === mine) setLines((before) => before.map((one, index) => (index === line.host ? line : one)));
    });
    if (turn.current !== mine) return;
    setWrong(problem);
    setRunning(false);
  };
  const forget = (): void => {
    turn.current += 1;
    setLines([]);
    setRunning(false);
    setWrong(null);
  };
  return { lines, running, wrong, check, forget };
}

/** Null when all lines came; else why they did not. */
async function read(hosts: readonly PreflightHost[], onLine: (line: PreflightLine) => void): Promise<string | null> {
  const answer = await fetch("/api/v1/preflight", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ hosts }),
  }).catch(() => null);
  if (answer === null) return "The server does not answer, so nothing is known of the hosts here. Whether it asked them is not known.";
  if (answer.status === 401) {
    dispatchEvent(new Event(SIGNED_OUT));
    return "You are signed out. Sign in, then check again.";
  }
  if (!answer.ok || answer.body === null) return `The server answered ${answer.status}.`;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return null;
      const parts = (rest + value).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) if (part !== "") onLine(JSON.parse(part) as PreflightLine);
    }
  } catch (cause) {
    return `The connection to the server broke: ${cause instanceof Error ? cause.message : String(cause)}. Check again.`;
  }
}
