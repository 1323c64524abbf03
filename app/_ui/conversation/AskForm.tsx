"use client";

import { clsx } from "clsx";
import { useId, useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import { useKept } from "../investigation/useDraft.ts";
import styles from "./ask.module.css";
import { keptAs, sayOf, UNKNOWN, type Asking } from "./answer-words.ts";

interface Props {
  readonly ask: Asking;
  readonly base: string;
  readonly onSent: () => void;
}

/** A quick reply is `=` and its value, so that none is taken for this. */
const DONT_KNOW = "?";

/** A reply is chosen first and sent by one button that says what it sends: nothing is answered by a slip of the hand. */
export function AskForm({ ask: { question, request, choices }, base, onSent }: Props): React.JSX.Element {
  const name = useId();
  // It survives a reload and a session that ends.
  const [chosen, choose] = useKept(keptAs(base, request));
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const pick = (value: string): void => {
    choose(value);
    setWrong(null);
  };
  const say = sayOf(chosen, choices);
  const submit = async (): Promise<void> => {
    if (say === null) return setWrong("Choose an answer first.");
    setBusy(true);
    const body = chosen === DONT_KNOW ? { unknown: true } : { choice: chosen.slice(1) };
    const sent = await send(`${base}/actions`, { do: "answer", request, ...body });
    // As long as it is on its way back through the log, it is not offered again.
    if (!sent.ok) {
      // Somebody was first, or nobody is asked any more: the log takes this form away before it can say so.
      if (sent.status === 409) toast(sent.message, "wrong");
      return (setBusy(false), setWrong(sent.status === 401 ? null : sent.message));
    }
    choose("");
    onSent();
  };
  return (
    <Form className={styles.form} onSend={() => void submit()}>
      <fieldset disabled={busy}>
        <div role="radiogroup" aria-label={question} className={styles.choices}>
          {[...Object.entries(choices).map(([value, label]) => [`=${value}`, label] as const), [DONT_KNOW, UNKNOWN] as const].map(
            ([value, label]) => (
              <label key={value} className={clsx(styles.choice, value === DONT_KNOW && styles.unknown)}>
                <input type="radio" name={name} value={value} checked={chosen === value} onChange={() => pick(value)} />
                {label}
              </label>
            ),
          )}
        </div>
        {wrong === null ? null : (
          <p className={styles.wrong} role="alert">
            {wrong}
          </p>
        )}
        <Button type="submit" look="primary" className={styles.send} disabled={busy || say === null}>
          <span>{say === null ? "Choose an answer" : busy ? "Sending the answer" : `Answer: ${say}`}</span>
        </Button>
      </fieldset>
    </Form>
  );
}
