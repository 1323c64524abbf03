"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { KeptKeysPage } from "#server/read/settings.ts";
import { Button, ButtonLink } from "../atoms/Button.tsx";
import { Empty } from "../atoms/Place.tsx";
import { When } from "../atoms/Time.tsx";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import styles from "./settings.module.css";

/** Which hosts have a key here. What is put in comes out nowhere. */
export function KeptKeys({ hosts, ring }: KeptKeysPage): React.JSX.Element {
  const router = useRouter();
  const rotate = async (): Promise<void> => {
    const sent = await send("/api/v1/hosts", { do: "rotateKeys" });
    toast(sent.ok ? "Every kept key is sealed anew." : sent.message, sent.ok ? "done" : "wrong");
    router.refresh();
  };
  return (
    <>
      {hosts.length === 0 ? (
        <Empty
          title="The inventory is empty."
          acts={
            <ButtonLink small href="/hosts">
              Add a host
            </ButtonLink>
          }
        >
          A key is kept for a host of the inventory.
        </Empty>
      ) : (
        <ul className={styles.rows}>
          {hosts.map((host) => (
            <HostKey key={host.id} host={host} onChanged={() => router.refresh()} />
          ))}
        </ul>
      )}
      <h2>What seals them</h2>
      {"problem" in ring ? (
        <p className={styles.wrong}>{ring.problem}</p>
      ) : (
        <>
          <p className={styles.lead}>
            The key <code>{ring.seal}</code> in <code>{ring.where}</code>, which is not in the database. Who has both can read what is kept
            here; whoever loses it loses the kept keys.
          </p>
          <Button onClick={() => void rotate()}>{ring.given ? "Seal with the first key of the environment" : "Seal with a new key"}</Button>
        </>
      )}
    </>
  );
}

type HostItem = KeptKeysPage["hosts"][number];

function HostKey({ host, onChanged }: { readonly host: HostItem; readonly onChanged: () => void }): React.JSX.Element {
  const { name, address, fingerprint, by, at } = host;
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const drop = async (): Promise<void> => {
    if (!sure) return setSure(true);
    setSure(false);
    const sent = await send("/api/v1/hosts", { do: "dropKey", host: name });
    toast(sent.ok ? `The key of ${name} is gone.` : sent.message, sent.ok ? "done" : "wrong");
    onChanged();
  };
  return (
    <li>
      <div>
        <Link href="/hosts">
          <b>{name}</b>
        </Link>{" "}
        <code className="dim">{address}</code>
        <p>
          {fingerprint === null ? (
            "no key is kept"
          ) : (
            <>
              <code>{fingerprint}</code>
              {by === null ? null : `, by ${by}`}
              {at === null ? null : (
                <>
                  , <When at={at} />
                </>
              )}
            </>
          )}
        </p>
      </div>
      <div className={styles.acts}>
        <Button
          small
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          aria-label={`${fingerprint === null ? "Add" : "Replace"} the key of ${name}`}
        >
          {fingerprint === null ? "Add a key" : "Replace"}
        </Button>
        {fingerprint === null ? null : (
          <Button
            small
            look={sure ? "stop" : "quiet"}
            aria-label={`Remove the key of ${name}`}
            onBlur={() => setSure(false)}
            onClick={() => void drop()}
          >
            {sure ? "Really remove" : "Remove"}
          </Button>
        )}
      </div>
      {open ? (
        <NewKey
          host={name}
          onKept={() => {
            setOpen(false);
            onChanged();
          }}
        />
      ) : null}
    </li>
  );
}

function NewKey({ host, onKept }: { readonly host: string; readonly onKept: () => void }): React.JSX.Element {
  const [privateKey, setPrivateKey] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const keep = async (): Promise<void> => {
    const text = privateKey.endsWith("\n") ? privateKey : `${privateKey}\n`;
    const sent = await send("/api/v1/hosts", { do: "keepKey", host, privateKey: text, ...(passphrase === "" ? {} : { passphrase }) });
    if (!sent.ok) return setWrong(sent.message);
    // Nothing of it stays in the page.
    setPrivateKey("");
    setPassphrase("");
    toast(`The key ${sent.id ?? ""} is kept for ${host}.`);
    onKept();
  };
  return (
    <form
      className={styles.key}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <label>
        Private key, in the form of OpenSSH
        <textarea
          value={privateKey}
          required
          spellCheck={false}
          autoCapitalize="none"
          placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
          onChange={(event) => setPrivateKey(event.target.value)}
        />
      </label>
      <label>
        Passphrase, if it has one
        <input type="password" autoComplete="new-password" value={passphrase} onChange={(event) => setPassphrase(event.target.value)} />
      </label>
      <div className={styles.acts}>
        <Button type="submit">Keep it for {host}</Button>
      </div>
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}
