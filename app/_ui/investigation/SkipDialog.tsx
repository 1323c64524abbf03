"use client";

import { Dialog } from "radix-ui";
import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Modal } from "../atoms/Modal.tsx";
import styles from "./menu.module.css";

/** What leads to the verdict at once cannot be taken back, so it asks. */
export function SkipDialog({
  test,
  onSkip,
  onClose,
}: {
  readonly test: string;
  readonly onSkip: () => Promise<boolean>;
  readonly onClose: () => void;
}): React.JSX.Element {
  const [busy, setBusy] = useState(false);
  const skip = async (): Promise<void> => {
    setBusy(true);
    if (await onSkip()) onClose();
    else setBusy(false);
  };
  return (
    <Modal onClose={onClose}>
      <Dialog.Title asChild>
        <h2>Skip {test} and end it?</h2>
      </Dialog.Title>
      <Dialog.Description>
        Nothing else is left to ask: the verdict follows at once from what is known, and the skip cannot be taken back. What {test} would
        have decided stays unknown.
      </Dialog.Description>
      <div className={styles.acts} style={{ marginTop: 16 }}>
        <Button onClick={onClose}>Keep asking</Button>
        <Button look="stop" disabled={busy} onClick={() => void skip()}>
          Skip and end
        </Button>
      </div>
    </Modal>
  );
}
