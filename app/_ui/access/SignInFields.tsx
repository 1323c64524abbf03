"use client";

import { useId, useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { send } from "../investigation/send.ts";
import styles from "./access.module.css";

/** Name and password. What was typed stays when it was wrong, except the password. */
export function SignInFields({ onIn, login: known = "" }: { readonly onIn: () => void; readonly login?: string }): React.JSX.Element {
  const [login, setLogin] = useState(known);
  const [password, setPassword] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const why = useId();
  const enter = async (): Promise<void> => {
    setBusy(true);
    const sent = await send("/api/v1/session", { login, password });
    if (sent.ok) return onIn();
    setBusy(false);
    setPassword("");
    setWrong(sent.message);
  };
  return (
    <Form className={styles.form} onSend={() => void enter()}>
      <label>
        Name
        <input
          name="username"
          value={login}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          aria-describedby={wrong === null ? undefined : why}
          onChange={(event) => setLogin(event.target.value)}
        />
      </label>
      <label>
        Password
        <input
          name="password"
          type="password"
          value={password}
          autoComplete="current-password"
          required
          aria-invalid={wrong === null ? undefined : true}
          aria-describedby={wrong === null ? undefined : why}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert" id={why}>
          {wrong}
        </p>
      )}
      <Button look="primary" type="submit" className={styles.wide} disabled={busy}>
        {busy ? "Signing in" : "Sign in"}
      </Button>
    </Form>
  );
}
