"use client";

import { useState } from "react";
import type { RoleItem } from "#server/read/people.ts";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { send } from "../investigation/send.ts";
import styles from "./access.module.css";
import { RoleChoice } from "./RoleChoice.tsx";

interface Props {
  readonly roles: readonly RoleItem[];
  readonly onInvited: (made: { readonly for: string; readonly link: string }) => void;
}

export function Invite({ roles, onInvited }: Props): React.JSX.Element {
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>(["responder"]);
  const [wrong, setWrong] = useState<string | null>(null);
  const invite = async (): Promise<void> => {
    const shown = name.trim() === "" ? login.trim() : name.trim();
    const sent = await send("/api/v1/people", { do: "invite", login, name: shown, roles: chosen });
    if (!sent.ok) return setWrong(Object.values(sent.fields ?? {})[0] ?? sent.message);
    setLogin("");
    setName("");
    setWrong(null);
    onInvited({ for: shown, link: sent.link ?? "" });
  };
  return (
    <Form className={styles.add} onSend={() => void invite()}>
      <label>
        Name to sign in with
        <input
          value={login}
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="mara"
          onChange={(event) => setLogin(event.target.value)}
        />
      </label>
      <label>
        Name in the log
        <input value={name} maxLength={80} autoComplete="off" placeholder="Mara Lind" onChange={(event) => setName(event.target.value)} />
      </label>
      <Button type="submit" className={styles.start}>
        Invite
      </Button>
      <RoleChoice label="Roles of the new account" roles={roles} chosen={chosen} onChoose={setChosen} />
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </Form>
  );
}
