"use client";

import type { InvestigationEvent } from "#machines/journal/event.ts";
import { Checking } from "./Checking.tsx";
import { Comparing } from "./Comparing.tsx";
import { Finding } from "./Finding.tsx";
import { Heads, type HeadsProps } from "./Heads.tsx";
import { Inventories } from "./Inventories.tsx";
import { Settling } from "./Settling.tsx";
import { Simulating } from "./Simulating.tsx";
import { Starting } from "./Starting.tsx";
import { Sweeping } from "./Sweeping.tsx";
import { Writing } from "./Writing.tsx";

export interface PagesProps extends HeadsProps, React.ComponentProps<typeof Writing> {
  readonly running: readonly InvestigationEvent[];
}

/** What one page alone has. */
export function Pages({ states, messages, changes, ended, running, catalogue }: PagesProps): React.JSX.Element {
  const [started] = ended;
  return (
    <>
      {started?.type === "started" ? <Starting runbook={started.runbook} /> : null}
      <Checking />
      <Heads states={states} messages={messages} changes={changes} ended={ended} />
      <Writing states={states} catalogue={catalogue} />
      <Comparing ended={ended} running={running} catalogue={catalogue} />
      <Finding />
      {started?.type === "started" ? <Simulating runbook={started.runbook} catalogue={catalogue} /> : null}
      <Inventories />
      {started?.type === "started" ? <Sweeping runbook={started.runbook} /> : null}
      <Settling />
    </>
  );
}
