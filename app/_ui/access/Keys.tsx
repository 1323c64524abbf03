"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { AccountPage } from "#server/read/people.ts";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { SureButton } from "../atoms/SureButton.tsx";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import { AfterRevoking } from "./AfterRevoking.tsx";
import { KeyUse } from "./KeyUse.tsx";
import { MadeKey } from "./MadeKey.tsx";
import styles from "./access.module.css";

type Rights = AccountPage["keyRights"];

/** Keys of programs: what they may, until when, and whether they are still used. */
export function Keys({ keys, rights }: { readonly keys: AccountPage["keys"]; readonly rights: Rights }): React.JSX.Element {
  const router = useRouter();
  const [secret, setSecret] = useState<string | null>(null);
  const revoke = async (id: string, name: string): Promise<void> => {
    const sent = await send("/api/v1/account", { do: "revokeKey", key: id });
    toast(sent.ok ? `${name} is no longer valid.` : sent.message, sent.ok ? "done" : "wrong");
    router.refresh();
  };
  return (
    <>
      <p className={styles.lead}>
        For the command line and for scripts: <code>Authorization: Bearer</code> and the key. It acts in your name, and never may more than
        you. <AfterRevoking />
      </p>
      <MakeKey
        rights={rights}
        onMade={(made) => {
          setSecret(made);
          router.refresh();
        }}
      />
      <MadeKey secret={secret} />
      {keys.length === 0 ? null : (
        <ul className={styles.rows} style={{ marginTop: 16 }}>
          {keys.map((key) => (
            <li key={key.id} className={`${styles.row} ${key.expired ? styles.off : ""}`}>
              <div>
                <b>{key.name}</b>
                <KeyUse of={key} />
              </div>
              <SureButton small sure="Really revoke" aria-label={`Revoke ${key.name}`} onSure={() => void revoke(key.id, key.name)}>
                Revoke
              </SureButton>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function MakeKey({ rights, onMade }: { readonly rights: Rights; readonly onMade: (secret: string) => void }): React.JSX.Element {
  const [name, setName] = useState("");
  const [days, setDays] = useState("30");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [wrong, setWrong] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    const sent = await send("/api/v1/account", { do: "makeKey", name, rights: chosen, days: Number(days) });
    if (!sent.ok) return setWrong(sent.message);
    setName("");
    setChosen([]);
    setWrong(null);
    onMade(sent.secret ?? "");
  };
  return (
    <Form className={styles.add} onSend={() => void make()}>
      <label>
        What it is for
        <input
          value={name}
          required
          maxLength={80}
          autoComplete="off"
          placeholder="nightly export"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label>
        Valid for
        <select value={days} onChange={(event) => setDays(event.target.value)}>
          <option value="1">1 day</option>
          <option value="30">30 days</option>
          <option value="90">90 days</option>
          <option value="366">1 year</option>
        </select>
      </label>
      <Button type="submit" className={styles.start}>
        Make a key
      </Button>
      {rights.length === 0 ? null : (
        <fieldset className={styles.roles}>
          <legend>What it may do besides reading</legend>
          {rights.map(({ id, say }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={(event) => setChosen(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
              />
              {say}
            </label>
          ))}
        </fieldset>
      )}
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </Form>
  );
}
