"use client";

import { useEffect, useId, useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { Skeleton } from "../atoms/Place.tsx";
import { send } from "../investigation/send.ts";
import styles from "./access.module.css";
import { Alone } from "./Alone.tsx";
import { leaveFor } from "./leave.ts";

type Invitation = { readonly token: string; readonly login: string | null; readonly name: string | null } | "looking" | "over";

/** Takes up an invitation. Its token stands behind the #, which the browser sends to nobody until the form is sent. */
export function Join(): React.JSX.Element {
  const [invitation, setInvitation] = useState<Invitation>("looking");
  useEffect(() => {
    const token = location.hash.slice(1);
    void send("/api/v1/session/invitation", { token }).then((sent) => {
      const said = sent as typeof sent & { login?: string | null; name?: string | null };
      setInvitation(sent.ok ? { token, login: said.login ?? null, name: said.name ?? null } : "over");
    });
  }, []);
  if (invitation === "looking")
    return (
      <Alone title="Invitation">
        <Skeleton rows={3} />
      </Alone>
    );
  if (invitation === "over")
    return (
      <Alone title="This link is no longer valid">
        <p>It was used, has expired, or a newer one took its place. An administrator can make another one.</p>
        <p>
          The link for the first administrator is printed when Culprit starts; <code>--admin-link</code> prints one again.
        </p>
      </Alone>
    );
  return <JoinForm {...invitation} />;
}

function JoinForm({ token, login: given, name: known }: Exclude<Invitation, string>): React.JSX.Element {
  const first = given === null;
  const [login, setLogin] = useState(given ?? "");
  const [name, setName] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const [wrong, setWrong] = useState<{ readonly message: string; readonly fields: Readonly<Record<string, string>> } | null>(null);
  const why = useId();
  const join = async (): Promise<void> => {
    const sent = await send("/api/v1/session/join", { token, password, ...(first ? { login, name: name.trim() || login } : {}) });
    if (sent.ok) leaveFor("/");
    else setWrong({ message: sent.message, fields: sent.fields ?? {} });
  };
  const invalid = (field: string): { "aria-invalid"?: true; "aria-describedby"?: string } =>
    wrong?.fields[field] === undefined ? {} : { "aria-invalid": true, "aria-describedby": why };
  return (
    <Alone title={first ? "Become the administrator" : `Welcome, ${known ?? given}`}>
      <p>
        {first
          ? "Choose the name you sign in with and a password. You can invite others afterwards."
          : `Choose a password. You sign in as ${given}.`}
      </p>
      <Form className={styles.form} onSend={() => void join()}>
        {first ? (
          <>
            <label>
              Name to sign in with
              <input
                name="username"
                value={login}
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                {...invalid("login")}
                onChange={(event) => setLogin(event.target.value)}
              />
            </label>
            <label>
              Name in the log
              <input
                value={name}
                autoComplete="name"
                placeholder={login}
                maxLength={80}
                onChange={(event) => setName(event.target.value)}
              />
            </label>
          </>
        ) : (
          <input type="hidden" name="username" autoComplete="username" value={login} readOnly />
        )}
        <label>
          Password
          <input
            name="password"
            type="password"
            value={password}
            autoComplete="new-password"
            required
            {...invalid("password")}
            onChange={(event) => setPassword(event.target.value)}
          />
          <small>At least 12 characters. Length counts; signs and digits need not be in it.</small>
        </label>
        {wrong === null ? null : (
          <p className={styles.wrong} role="alert" id={why}>
            {wrong.message}
          </p>
        )}
        <Button look="primary" type="submit" className={styles.wide}>
          {first ? "Create the account" : "Set the password"}
        </Button>
      </Form>
    </Alone>
  );
}
