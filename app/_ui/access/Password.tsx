"use client";

import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import styles from "./access.module.css";

export function Password({ login }: { readonly login: string }): React.JSX.Element {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const change = async (): Promise<void> => {
    const sent = await send("/api/v1/account", { do: "changePassword", current, next });
    if (!sent.ok) return setWrong(sent.message);
    setCurrent("");
    setNext("");
    setWrong(null);
    toast("The password is changed. All other sessions have ended.");
  };
  return (
    <Form className={`${styles.form} ${styles.narrow}`} onSend={() => void change()}>
      <input type="hidden" name="username" autoComplete="username" value={login} readOnly />
      <label>
        Current password
        <input
          type="password"
          value={current}
          autoComplete="current-password"
          required
          onChange={(event) => setCurrent(event.target.value)}
        />
      </label>
      <label>
        New password
        <input type="password" value={next} autoComplete="new-password" required onChange={(event) => setNext(event.target.value)} />
        <small>At least 12 characters. All other sessions end.</small>
      </label>
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
      <div className={styles.acts}>
        <Button type="submit">Change the password</Button>
      </div>
    </Form>
  );
}
