import { useState } from "react";
import type { Runbook } from "#machines/contract/index.ts";
import type { Board } from "#machines/journal/board.ts";
import { Button } from "../atoms/Button.tsx";
import { PLACES } from "../frame/places.ts";
import { AddHostDialog } from "../investigation/AddHostDialog.tsx";
import { SkipDialog } from "../investigation/SkipDialog.tsx";
import { StopDialog } from "../investigation/StopDialog.tsx";
import { Help } from "../palette/Help.tsx";
import { PAGES_WITHIN } from "../frame/within.ts";
import { Palette } from "../palette/Palette.tsx";
import { NoteDialog } from "../review/NoteDialog.tsx";
import { SignOffDialog } from "../review/SignOffDialog.tsx";
import styles from "./design.module.css";
import { Sample } from "./Sample.tsx";

export interface DialogsProps {
  readonly runbook: Runbook;
  readonly hosts: Board["hosts"];
}

/** What stands above a page: each opens by its button. Nothing is sent: no investigation has this address. */
export function Dialogs({ runbook, hosts }: DialogsProps): React.JSX.Element {
  const [open, setOpen] = useState<string | null>(null);
  const close = (): void => setOpen(null);
  const done = (): Promise<boolean> => Promise.resolve(true);
  const refused = (): Promise<boolean> => Promise.resolve(false);
  const dialogs: Readonly<Record<string, React.JSX.Element>> = {
    "Stop an investigation": <StopDialog watch={false} onStop={done} onClose={close} />,
    "Stop a watch": <StopDialog watch onStop={done} onClose={close} />,
    "Stop, refused": <StopDialog watch={false} onStop={refused} onClose={close} />,
    "Skip the last test": <SkipDialog test="softnet" onSkip={done} onClose={close} />,
    "Add a host": <AddHostDialog id="design" around={{ runbook, hosts: [] }} asked={{}} onClose={close} />,
    "Add a host, without room": (
      <AddHostDialog id="design" around={{ runbook: { ...runbook, roles: {} }, hosts }} asked={{}} onClose={close} />
    ),
    "Review note": <NoteDialog id="design" at={null} onClose={close} />,
    "Review note on an event": <NoteDialog id="design" at={31} onClose={close} />,
    "Sign off": <SignOffDialog onSign={done} onClose={close} />,
    Palette: <Palette places={PLACES} pages={PAGES_WITHIN.map(({ href }) => href)} onClose={close} onHelp={() => setOpen("Keyboard")} />,
    Keyboard: <Help places={PLACES} onClose={close} />,
  };
  return (
    <>
      <h2>Dialogs</h2>
      <Sample title="each opens by its button">
        <div className={styles.row}>
          {Object.keys(dialogs).map((name) => (
            <Button key={name} onClick={() => setOpen(name)}>
              {name}
            </Button>
          ))}
        </div>
      </Sample>
      {open === null ? null : dialogs[open]}
    </>
  );
}
