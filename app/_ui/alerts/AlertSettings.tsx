"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { AlertSettings as Settings } from "#server/read/alert-settings.ts";
import { KeyUse } from "../access/KeyUse.tsx";
import { MadeKey } from "../access/MadeKey.tsx";
import { Button } from "../atoms/Button.tsx";
import { CopyButton } from "../atoms/CopyButton.tsx";
import { Form } from "../atoms/Form.tsx";
import { SureButton } from "../atoms/SureButton.tsx";
import { When } from "../atoms/Time.tsx";
import { countWords } from "../atoms/format.ts";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import settings from "../settings/settings.module.css";
import styles from "./alerts.module.css";
import { KEY_FILE, receiverText } from "./receiver.ts";

/** The key, the configuration, and whether anything arrives. */
export function AlertSettings({ url, keys, makes, heardAt, refused }: Settings): React.JSX.Element {
  const receiver = receiverText(url, keys !== null);
  return (
    <>
      <h2>The key of the Alertmanager</h2>
      {keys === null ? (
        <p className={settings.lead}>There are no accounts here: whoever connects to this machine may hand in alerts, without a key.</p>
      ) : (
        <>
          <p className={settings.lead}>
            It hands in alerts and does nothing else; it cannot read. It ends with its date and with the account that made it, and then the
            start page says that no alert can arrive.
          </p>
          <AlertKeys keys={keys} makes={makes} />
        </>
      )}
      <h2>The configuration of the Alertmanager</h2>
      <p className={settings.lead}>
        {keys === null ? null : (
          <>
            Put the key into <code>{KEY_FILE}</code>, readable for the Alertmanager alone.{" "}
          </>
        )}
        Other receivers go on getting what they get.
      </p>
      <div className={styles.rule}>
        <pre className={settings.sample} tabIndex={0} aria-label="Configuration">
          {receiver}
        </pre>
        <CopyButton text={receiver} label="Copy the configuration" look="plain">
          Copy
        </CopyButton>
      </div>
      <h2>Which incident type fits</h2>
      <p className={settings.lead}>
        An annotation (or label) <code>culprit_runbook</code> of the rule decides, such as <code>culprit_runbook: small-packet-loss</code>.
        Rules that are copied from a verdict have it. Without it Culprit compares the rule&apos;s expression and its words with those of its
        own rules, and says on the line why it suggests what it suggests. Hosts are found in the inventory by the labels <code>host</code>,{" "}
        <code>hostname</code>, <code>node</code>, <code>nodename</code> and <code>instance</code>.
      </p>
      <h2>What arrived</h2>
      <p className={settings.lead}>
        {heardAt === null ? (
          "Nothing within the last 30 days."
        ) : (
          <>
            Last delivery: <When at={heardAt} />.
          </>
        )}
      </p>
      <Refused refused={refused} />
    </>
  );
}

/** Silence would look like peace: an Alertmanager gives up what was refused. */
function Refused({ refused }: Pick<Settings, "refused">): React.JSX.Element | null {
  if (refused.length === 0) return null;
  return (
    <>
      <h2>What was refused</h2>
      <p className={settings.lead}>
        An Alertmanager does not send it again, so these alerts never got here. A smaller <code>max_alerts</code> makes a delivery smaller.
      </p>
      <ul className={settings.rows}>
        {refused.map(({ from, reason, times, lastAt }) => (
          <li key={`${from} ${reason}`}>
            <div>
              <b>{reason}</b>
              <p>
                {countWords(times, "delivery", "deliveries")}
                {from === null ? "" : ` with the key ${from}`}, last <When at={lastAt} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function AlertKeys({ keys, makes }: { readonly keys: NonNullable<Settings["keys"]>; readonly makes: boolean }): React.JSX.Element {
  const router = useRouter();
  const [secret, setSecret] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    const sent = await send("/api/v1/account", { do: "makeKey", name: "Alertmanager", rights: ["deliver"], days: 366 });
    setWrong(sent.ok ? null : sent.message);
    setSecret(sent.ok ? (sent.secret ?? null) : null);
    router.refresh();
  };
  const revoke = async (id: string, name: string): Promise<void> => {
    const sent = await send("/api/v1/account", { do: "revokeKey", key: id });
    toast(sent.ok ? `${name} is no longer valid.` : sent.message, sent.ok ? "done" : "wrong");
    router.refresh();
  };
  return (
    <>
      {makes ? (
        <Form onSend={() => void make()}>
          <Button type="submit">Make a key for alerts</Button>
        </Form>
      ) : (
        <p className={settings.lead}>An approver or an administrator who is signed in can make one.</p>
      )}
      {wrong === null ? null : (
        <p className={settings.wrong} role="alert">
          {wrong}
        </p>
      )}
      <MadeKey secret={secret} />
      {keys.length === 0 ? null : (
        <ul className={settings.rows} style={{ marginTop: 16 }}>
          {keys.map((key) => (
            <li key={key.id}>
              <div>
                <b>{key.name}</b>
                {key.own ? null : ` of ${key.owner}`}
                <KeyUse of={key} />
              </div>
              {key.own ? (
                <SureButton small sure="Really revoke" aria-label={`Revoke ${key.name}`} onSure={() => void revoke(key.id, key.name)}>
                  Revoke
                </SureButton>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
