"use client";

import { Dialog } from "radix-ui";
import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Modal } from "../atoms/Modal.tsx";
import menu from "../investigation/menu.module.css";
import styles from "./review.module.css";

interface Props {
  readonly onSign: (judged: { readonly judgement: "agreed" | "overruled"; readonly reason?: string }) => Promise<boolean>;
  readonly onClose: () => void;
}

/** Signing stands in the log with a name. Whoever does not agree says what it was instead. */
export function SignOffDialog({ onSign, onClose }: Props): React.JSX.Element {
  const [judgement, setJudgement] = useState<"agreed" | "overruled">("agreed");
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const overrules = judgement === "overruled";
  const sign = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    if (await onSign({ judgement, ...(reason.trim() === "" ? {} : { reason }) })) onClose();
    else setBusy(false);
  };
  return (
    <Modal onClose={onClose}>
      <Dialog.Title asChild>
        <h2>Sign off this investigation</h2>
      </Dialog.Title>
      <Dialog.Description>It is written to the log with your name. The verdict itself does not change.</Dialog.Description>
      <form onSubmit={(event) => void sign(event)}>
        <fieldset className={styles.choice}>
          <legend className="visually-hidden">Judgement</legend>
          <label>
            <input type="radio" name="judgement" checked={!overrules} onChange={() => setJudgement("agreed")} />
            The verdict stands
          </label>
          <label>
            <input type="radio" name="judgement" checked={overrules} onChange={() => setJudgement("overruled")} />
            It was something else
          </label>
        </fieldset>
        <label>
          {overrules ? "What it was, and how you know" : "Remark, if you like"}
          <textarea className={styles.area} rows={3} maxLength={2_000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        <div className={menu.acts} style={{ marginTop: 16 }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={busy || (overrules && reason.trim() === "")}>
            {overrules ? "Overrule" : "Sign off"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
