"use client";

import { Finding } from "./Finding.tsx";
import { Heads, type HeadsProps } from "./Heads.tsx";
import { Writing } from "./Writing.tsx";

export type PagesProps = HeadsProps & React.ComponentProps<typeof Writing>;

/** What one page alone has. */
export function Pages({ states, messages, changes, ended, catalogue }: PagesProps): React.JSX.Element {
  return (
    <>
      <Heads states={states} messages={messages} changes={changes} ended={ended} />
      <Writing states={states} catalogue={catalogue} />
      <Finding />
    </>
  );
}
