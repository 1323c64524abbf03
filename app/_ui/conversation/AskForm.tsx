"use client";

import { clsx } from "clsx";
import { useId, useRef, useState } from "react";
import type { TypedAnswer } from "#machines/contract/index.ts";
import { complaintAbout } from "#machines/input.ts";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import { useDraft, useKept } from "../investigation/useDraft.ts";
import styles from "./ask.module.css";
import { draftOf, UNKNOWN, type Asking } from "./answer-words.ts";

interface Props {
  readonly ask: Asking;
  readonly base: string;
  readonly onSent: () => void;
}

/** What of the three is sent: a quick reply is `=` and its value, so that none is taken for the other two. */
const NOTHING = "";
const DONT_KNOW = "?";
const TYPED = "typed";

/** A reply is chosen first and sent by one button that says what it sends: nothing is answered by a slip of the hand. */
export function AskForm({ ask: { question, request, choices, typed }, base, onSent }: Props): React.JSX.Element {
  const name = useId();
  const field = useRef<HTMLInputElement>(null);
  // Both survive a reload and a session that ends.
  const key = draftOf(base, request);
  const [chosen, choose] = useKept(`${key}:chosen`);
  const [text, setText] = useDraft(key, field);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const pick = (value: string): void => {
    choose(value);
    setWrong(null);
  };
  const type = (value: string): void => {
    setText(value);
    pick(value.trim() === "" ? NOTHING : TYPED);
  };
  const say = sayOf(chosen, { choices, text });
  const submit = async (): Promise<void> => {
    const complaint = chosen === TYPED && typed !== undefined ? complaintAbout({ ...typed, about: "", required: true }, text.trim()) : null;
    if (say === null || complaint !== null) return setWrong(complaint ?? "Choose an answer first.");
    setBusy(true);
    const sent = await send(`${base}/actions`, { do: "answer", request, ...bodyOf(chosen, text) });
    // As long as it is on its way back through the log, it is not offered again.
    if (!sent.ok) {
      // Somebody was first, or nobody is asked any more: the log takes this form away before it can say so.
      if (sent.status === 409) toast(sent.message, "wrong");
      return (setBusy(false), setWrong(sent.status === 401 ? null : sent.message));
    }
    setText("");
    choose(NOTHING);
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
        {typed === undefined ? null : (
          <label className={styles.typed}>
            {Object.keys(choices).length === 0 ? typed.title : `Or: ${typed.title}`}
            <input
              ref={field}
              data-keep={key}
              value={text}
              onChange={({ target }) => type(target.value)}
              placeholder={typed.example}
              inputMode={isNumber(typed) ? "decimal" : "text"}
              autoComplete="off"
              spellCheck={false}
              aria-invalid={wrong !== null && chosen === TYPED}
              aria-describedby={wrong === null ? undefined : `${name}wrong`}
            />
          </label>
        )}
        {wrong === null ? null : (
          <p id={`${name}wrong`} className={styles.wrong} role="alert">
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

function sayOf(chosen: string, { choices, text }: { readonly choices: Asking["choices"]; readonly text: string }): string | null {
  if (chosen === DONT_KNOW) return UNKNOWN;
  if (chosen === TYPED) return text.trim() === "" ? null : text.trim();
  return chosen === NOTHING ? null : (choices[chosen.slice(1)] ?? null);
}

const bodyOf = (chosen: string, text: string): object =>
  chosen === DONT_KNOW ? { unknown: true } : chosen === TYPED ? { typed: text.trim() } : { choice: chosen.slice(1) };

const isNumber = ({ least, most, example }: TypedAnswer): boolean =>
  least !== undefined || most !== undefined || /^\d+(\.\d+)?$/.test(example);
