"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { GroupsPage } from "#server/read/groups.ts";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { Empty } from "../atoms/Place.tsx";
import { toast } from "../atoms/toast.ts";
import { send } from "../investigation/send.ts";
import { GroupCard, type Decide } from "./GroupCard.tsx";
import styles from "./settings.module.css";

/** Groups of hosts, what is granted in each, and which host is in which. */
export function Groups({ groups, outside, hosts, people, roles }: GroupsPage): React.JSX.Element {
  const router = useRouter();
  const decide: Decide = async (body, said) => {
    const sent = await send("/api/v1/people", body);
    toast(sent.ok ? said : sent.message, sent.ok ? "done" : "wrong");
    router.refresh();
    return sent.ok;
  };
  const names = groups.map(({ name }) => name);
  return (
    <>
      {groups.length === 0 ? (
        <Empty title="No host is in a group.">
          Roles alone say who may do what, on every host. Put a host into a group below to narrow that.
        </Empty>
      ) : (
        groups.map((group) => <GroupCard key={group.name} group={group} people={people} roles={roles} decide={decide} />)
      )}
      <h2>Hosts</h2>
      <datalist id="groups">
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {hosts.length === 0 ? (
        <Empty title="The inventory is empty.">Only hosts of the inventory can be put into a group.</Empty>
      ) : (
        <ul className={styles.rows}>
          {hosts.map((host) => (
            <HostRow key={`${host.id} ${host.group ?? ""}`} host={host} decide={decide} />
          ))}
        </ul>
      )}
      <h2>Hosts outside the inventory</h2>
      <p className={styles.lead}>
        Who may start an investigation can type any address.{" "}
        {outside === null
          ? "Such hosts follow the role alone: another address of a host in a group would lead around the group."
          : "Such hosts are closed: they need a grant, and so does adding one to the inventory."}
      </p>
      {outside === null ? null : <GroupCard group={{ ...outside, name: "" }} people={people} roles={roles} decide={decide} />}
      <Button
        onClick={() =>
          void decide(
            { do: "closeOutside", closed: outside === null },
            outside === null
              ? "Hosts outside the inventory need a grant from now on."
              : "Hosts outside the inventory follow the role alone.",
          )
        }
      >
        {outside === null ? "Require a grant for them" : "Open them to every role"}
      </Button>
    </>
  );
}

function HostRow({ host, decide }: { readonly host: GroupsPage["hosts"][number]; readonly decide: Decide }): React.JSX.Element {
  const { id, name, address, group } = host;
  const [to, setTo] = useState(group ?? "");
  const next = to.trim();
  const said = next === "" ? `${name} is in no group: the role alone counts there.` : `${name} is in ${next}.`;
  return (
    <li>
      <div>
        <b>{name}</b> <code className="dim">{address}</code>
        <p>{group === null ? "in no group" : `in ${group}`}</p>
      </div>
      <Form
        className={styles.line}
        style={{ marginBottom: 0 }}
        onSend={() => void decide({ do: "moveHost", id, group: next === "" ? null : next }, said)}
      >
        <label>
          <span className="visually-hidden">Group of {name}</span>
          <input
            list="groups"
            value={to}
            maxLength={80}
            placeholder="no group"
            autoComplete="off"
            onChange={(event) => setTo(event.target.value)}
          />
        </label>
        <Button type="submit" disabled={next === (group ?? "")} aria-label={`Move ${name}`}>
          {next === "" && group !== null ? "Take out" : "Move"}
        </Button>
      </Form>
    </li>
  );
}
