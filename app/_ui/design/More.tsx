"use client";

import { Boards, type BoardsProps } from "./Boards.tsx";
import { Changes, type ChangesProps } from "./Changes.tsx";
import { Charts } from "./Charts.tsx";
import { Dialogs } from "./Dialogs.tsx";
import { Fields } from "./Fields.tsx";
import { Lists } from "./Lists.tsx";
import { Reviewing } from "./Reviewing.tsx";
import { Verdicts, type VerdictsProps } from "./Verdicts.tsx";
import { Ways, type WaysProps } from "./Ways.tsx";

export type MoreProps = BoardsProps & ChangesProps & VerdictsProps & WaysProps;

/** What pages load later is loaded later here, too. */
export function More({ states, changes, paths, ended, catalogue }: MoreProps): React.JSX.Element {
  const [started] = ended;
  const board = states[0]?.board;
  return (
    <>
      <Verdicts ended={ended} catalogue={catalogue} />
      <Changes ended={ended} changes={changes} />
      <Boards states={states} catalogue={catalogue} />
      <Ways paths={paths} />
      <Reviewing ended={ended} catalogue={catalogue} />
      <Lists />
      <Charts />
      <Fields />
      {started?.type === "started" && board !== undefined ? <Dialogs runbook={started.runbook} hosts={board.hosts} /> : null}
    </>
  );
}
