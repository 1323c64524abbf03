"use client";

import { useRouter } from "next/navigation";
import type { AccountPage, SessionItem } from "#server/read/people.ts";
import { Button } from "../atoms/Button.tsx";
import { When } from "../atoms/Time.tsx";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import styles from "./access.module.css";
import { browserOf } from "./browser.ts";
import { leaveFor } from "./leave.ts";
import { Password } from "./Password.tsx";

/** Who one is here, where one is signed in, and how one gets in. */
export function Account({ login, name, roles, hasPassword, sessions }: AccountPage): React.JSX.Element {
  const router = useRouter();
  const out = async (): Promise<void> => {
    await fetch("/api/v1/session", { method: "DELETE" }).catch(() => null);
    leaveFor("/sign-in");
  };
  const end = async (body: object, said: string): Promise<void> => {
    const sent = await send("/api/v1/account", body);
    toast(sent.ok ? said : sent.message, sent.ok ? "done" : "wrong");
    router.refresh();
  };
  return (
    <>
      <dl className={styles.facts}>
        <dt>Name in the log</dt>
        <dd>{name}</dd>
        <dt>Signs in as</dt>
        <dd>
          <code>{login}</code>
        </dd>
        <dt>Roles</dt>
        <dd>
          {roles.length === 0 ? "None. An administrator can give one." : null}
          {roles.map(({ id, say }) => (
            <p key={id}>
              <b>{id}</b> {say}
            </p>
          ))}
        </dd>
      </dl>
      <p style={{ marginTop: 16 }}>
        <Button onClick={() => void out()}>Sign out</Button>
      </p>
      <h2 className={styles.section}>
        Signed in
        {sessions.length > 1 ? (
          <Button small onClick={() => void end({ do: "endOtherSessions" }, "All other sessions have ended.")}>
            End all others
          </Button>
        ) : null}
      </h2>
      <ul className={styles.rows}>
        {sessions.map((session) => (
          <Session
            key={session.id}
            session={session}
            onEnd={() => void end({ do: "endSession", session: session.id }, "The session has ended.")}
          />
        ))}
      </ul>
      {hasPassword ? (
        <>
          <h2 className={styles.section}>Password</h2>
          <Password login={login} />
        </>
      ) : null}
    </>
  );
}

function Session({ session, onEnd }: { readonly session: SessionItem; readonly onEnd: () => void }): React.JSX.Element {
  const { address, agent, createdAt, seenAt, current } = session;
  return (
    <li className={styles.row}>
      <div>
        <b>{browserOf(agent)}</b>
        {current ? <span className="dim"> this one</span> : null}
        <p>
          <code>{address}</code>, since <When at={createdAt} />, last seen <When at={seenAt} />
        </p>
      </div>
      {current ? null : (
        <Button small aria-label={`End the session of ${browserOf(agent)} at ${address}`} onClick={onEnd}>
          End
        </Button>
      )}
    </li>
  );
}
