"use client";

import { Dialog } from "radix-ui";
import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Modal } from "../atoms/Modal.tsx";
import styles from "./menu.module.css";

/** Stopping cannot be undone, so it asks. */
export function StopDialog({
  watch,
  onStop,
  onClose,
}: {
  /** It is part of a watch that judges each event, which ends with it. */
  readonly watch: boolean;
  /** False when it was not stopped: the reason stays to be sent again. */
  readonly onStop: (reason: string) => Promise<boolean>;
  readonly onClose: () => void;
}): React.JSX.Element {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const stop = async (): Promise<void> => {
    setBusy(true);
    if (await onStop(reason)) onClose();
    else setBusy(false);
  };
  return (
    <Modal onClose={onClose}>
      <Dialog.Title asChild>
        <h2>{watch ? "Stop the whole watch?" : "Stop this investigation?"}</h2>
      </Dialog.Title>
      <Dialog.Description>
        {watch
          ? "The watch ends where it stands now, whichever of its investigations that is, and no further event is waited for. What runs now is ended on the hosts, without a verdict. Events that were judged keep theirs. It cannot be taken up again."
          : "What runs now is ended on the hosts. What was observed stays; no verdict is given. It cannot be taken up again."}
      </Dialog.Description>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void stop();
        }}
      >
        <label>
          Reason, if you like
          <input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </label>
        <div className={styles.acts} style={{ marginTop: 16 }}>
          <Button onClick={onClose}>Keep it running</Button>
          <Button look="stop" type="submit" disabled={busy}>
            Stop
          </Button>
        </div>
      </form>
    </Modal>
  );
}
