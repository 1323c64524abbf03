"use client";

import { Dialog } from "radix-ui";
import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Modal } from "../atoms/Modal.tsx";
import { AddPictures } from "../investigation/AddPictures.tsx";
import { AttachedList } from "../investigation/AttachedList.tsx";
import menu from "../investigation/menu.module.css";
import { usePictures } from "../investigation/usePictures.ts";
import styles from "./review.module.css";

interface Props {
  readonly id: string;
  /** The event that the note is about; null: the whole. */
  readonly at: number | null;
  readonly onClose: () => void;
}

/** Words and pictures of whoever reads it afterwards. */
export function NoteDialog({ id, at, onClose }: Props): React.JSX.Element {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const pictures = usePictures(`/api/v1/investigations/${id}/notes`, setWrong, "dialog");
  const busy = pictures.sent !== null;
  const isEmpty = text.trim() === "" && pictures.list.length === 0;
  const add = (files: FileList | null): void => {
    setWrong(null);
    pictures.add([...(files ?? [])]);
  };
  const say = async (): Promise<void> => {
    if (busy || isEmpty) return;
    setWrong(null);
    if (await pictures.send({ text, review: true, ...(at === null ? {} : { about: at }) })) onClose();
  };
  const onPaste = (event: React.ClipboardEvent): void => {
    const { files, types } = event.clipboardData;
    // A table of a spreadsheet comes as text and as a picture of it: the text is meant.
    if (files.length === 0 || types.includes("text/plain")) return;
    event.preventDefault();
    add(files);
  };
  return (
    <Modal onClose={onClose} aria-describedby={undefined}>
      <Dialog.Title asChild>
        <h2>{at === null ? "Review note" : `Review note on event ${at}`}</h2>
      </Dialog.Title>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void say();
        }}
      >
        <label>
          What whoever reads this later should know
          <textarea
            className={styles.area}
            rows={4}
            maxLength={20_000}
            value={text}
            onPaste={onPaste}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        {pictures.list.length === 0 ? null : (
          <div className={styles.attached}>
            <AttachedList pictures={pictures} onSend={() => void say()} />
          </div>
        )}
        {wrong === null ? null : (
          <p className={styles.wrong} role="alert">
            {wrong}
          </p>
        )}
        <div className={menu.acts} style={{ marginTop: 16 }}>
          <AddPictures disabled={busy} onFiles={add} />
          <span className="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={busy || isEmpty}>
            Add the note
          </Button>
        </div>
      </form>
    </Modal>
  );
}
