"use client";

import { Dialog } from "radix-ui";
import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import menu from "../investigation/menu.module.css";
import styles from "./review.module.css";

interface Props {
  /** The event that the note is about; null: the whole. */
  readonly at: number | null;
  readonly onSay: (said: { readonly text: string; readonly about?: number }) => Promise<boolean>;
  readonly onClose: () => void;
}

export function NoteDialog({ at, onSay, onClose }: Props): React.JSX.Element {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const say = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    if (await onSay({ text, ...(at === null ? {} : { about: at }) })) onClose();
    else setBusy(false);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className={menu.overlay} />
        <Dialog.Content className={menu.dialog} aria-describedby={undefined}>
          <Dialog.Title asChild>
            <h2>{at === null ? "Review note" : `Review note on event ${at}`}</h2>
          </Dialog.Title>
          <form onSubmit={(event) => void say(event)}>
            <label>
              What whoever reads this later should know
              <textarea
                className={styles.area}
                rows={4}
                maxLength={20_000}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            </label>
            <div className={menu.acts} style={{ marginTop: 16 }}>
              <Button onClick={onClose}>Cancel</Button>
              <Button look="primary" type="submit" disabled={busy || text.trim() === ""}>
                Add the note
              </Button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
