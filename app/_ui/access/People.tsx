"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Person, RoleItem } from "#server/read/people.ts";
import { Button } from "../atoms/Button.tsx";
import { CopyButton } from "../atoms/CopyButton.tsx";
import { When } from "../atoms/Time.tsx";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import styles from "./access.module.css";
import { Invite } from "./Invite.tsx";
import { RoleChoice } from "./RoleChoice.tsx";

interface Link {
  readonly for: string;
  readonly link: string;
}

/** Everybody who may come in, with their roles. Only administrators see it. */
export function People({
  people,
  roles,
  me,
}: {
  readonly people: readonly Person[];
  readonly roles: readonly RoleItem[];
  readonly me: string;
}): React.JSX.Element {
  const router = useRouter();
  const [link, setLink] = useState<Link | null>(null);
  const act = async (person: Person, body: object, said: string): Promise<void> => {
    const sent = await send("/api/v1/people", { ...body, account: person.id });
    if (!sent.ok) toast(sent.message, "wrong");
    else if (sent.link === undefined) toast(said);
    else setLink({ for: person.name, link: sent.link });
    router.refresh();
  };
  return (
    <>
      <Invite
        roles={roles}
        onInvited={(made) => {
          setLink(made);
          router.refresh();
        }}
      />
      {link === null ? null : <LinkOnce {...link} />}
      <ul className={styles.rows} style={{ marginTop: 24 }}>
        {people.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            roles={roles}
            mine={person.id === me}
            act={(body, said) => void act(person, body, said)}
          />
        ))}
      </ul>
      <dl className={styles.says}>
        {roles.map(({ id, say }) => (
          <Fact key={id} term={id} say={say} />
        ))}
      </dl>
    </>
  );
}

const Fact = ({ term, say }: { readonly term: string; readonly say: string }): React.JSX.Element => (
  <>
    <dt>{term}</dt>
    <dd>{say}</dd>
  </>
);

function LinkOnce({ for: name, link }: Link): React.JSX.Element {
  return (
    <div className={styles.link} role="status">
      <p>Send this link to {name} on a way you trust. It works once, for three days, and is not shown again.</p>
      <div>
        <code>{link}</code>
        <CopyButton text={link} label="Copy the link" />
      </div>
    </div>
  );
}

interface RowProps {
  readonly person: Person;
  readonly roles: readonly RoleItem[];
  readonly mine: boolean;
  readonly act: (body: object, said: string) => void;
}

function PersonRow({ person, roles, mine, act }: RowProps): React.JSX.Element {
  const { name, login, disabled, ready, seenAt } = person;
  const [asked, setAsked] = useState(false);
  const disable = (): void => {
    if (!asked) return setAsked(true);
    setAsked(false);
    act({ do: "disableAccount" }, `${name} is signed out and cannot come in.`);
  };
  return (
    <li className={`${styles.row} ${disabled ? styles.off : ""}`}>
      <div>
        <b>{name}</b> {mine ? <span className="dim">you</span> : null}
        <p>
          <code>{login}</code>
          {disabled ? ", disabled" : ready ? "" : ", has not taken up the invitation"}
          {seenAt === null ? null : (
            <>
              , last seen <When at={seenAt} />
            </>
          )}
        </p>
      </div>
      <div className={styles.acts}>
        {disabled ? (
          <Button small onClick={() => act({ do: "enableAccount" }, `${name} can come in again.`)}>
            Enable
          </Button>
        ) : (
          <>
            {seenAt === null || mine ? null : (
              <Button small look="quiet" onClick={() => act({ do: "endSessionsOf" }, `${name} is signed out everywhere.`)}>
                Sign out
              </Button>
            )}
            <Button small look="quiet" onClick={() => act({ do: "inviteAgain" }, "")}>
              {ready ? "Link for a new password" : "New link"}
            </Button>
            <Button small look={asked ? "stop" : "quiet"} onBlur={() => setAsked(false)} onClick={disable}>
              {asked ? "Really disable" : "Disable"}
            </Button>
          </>
        )}
      </div>
      <RoleChoice
        label={`Roles of ${name}`}
        roles={roles}
        chosen={person.roles}
        onChoose={(next) => act({ do: "setRoles", roles: next }, `The roles of ${name} are changed.`)}
      />
    </li>
  );
}
