"use client";

import { useState } from "react";
import type { GrantItem, GroupItem, GroupsPage } from "#server/read/groups.ts";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import styles from "./settings.module.css";

/** Sends what an administrator decides; a refusal is told. */
export type Decide = (body: object, said: string) => Promise<boolean>;

const RIGHTS = [
  { id: "investigate", say: "Investigate", about: "reach and read" },
  { id: "probe", say: "Probe", about: "send traffic from there" },
  { id: "intervene", say: "Intervene", about: "approve changes" },
] as const;

interface Props extends Pick<GroupsPage, "people" | "roles"> {
  readonly group: GroupItem;
  readonly decide: Decide;
}

/** One group: its hosts, and who may do what on them. */
export function GroupCard({ group, people, roles, decide }: Props): React.JSX.Element {
  const { name, hosts, grants } = group;
  const called = name === "" ? "hosts outside the inventory" : name;
  const set = (grant: Pick<GrantItem, "role" | "account" | "say">, rights: readonly string[]): void => {
    const to = grant.role === undefined ? { account: grant.account } : { role: grant.role };
    void decide(
      { do: "grant", group: name, ...to, rights },
      rights.length === 0 ? `Nothing is granted to ${grant.say} there.` : `Granted to ${grant.say}.`,
    );
  };
  return (
    <section className={styles.group} aria-label={called}>
      {name === "" ? null : (
        <header>
          <h3>{name}</h3>
          <p>{hosts.length === 0 ? "no host is in it" : hosts.join(", ")}</p>
        </header>
      )}
      {grants.length === 0 ? <p className={styles.nobody}>Nothing is granted here, so nobody may do anything on these hosts.</p> : null}
      <ul className={styles.grants}>
        {grants.map((grant) => (
          <li key={grant.say}>
            <span>{grant.say}</span>
            <Choice label={`What ${grant.say} may do on ${called}`} chosen={grant.rights} onChoose={(rights) => set(grant, rights)} />
          </li>
        ))}
      </ul>
      <Add group={group} people={people} roles={roles} onAdd={(grant) => set(grant, ["investigate"])} />
    </section>
  );
}

function Choice({
  label,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly chosen: readonly string[];
  readonly onChoose: (rights: readonly string[]) => void;
}): React.JSX.Element {
  return (
    <fieldset className={styles.rights}>
      <legend className="visually-hidden">{label}</legend>
      {RIGHTS.map(({ id, say, about }) => (
        <label key={id} title={about}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(event) => onChoose(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
          />
          {say}
        </label>
      ))}
    </fieldset>
  );
}

interface AddProps extends Pick<Props, "group" | "people" | "roles"> {
  readonly onAdd: (grant: Pick<GrantItem, "role" | "account" | "say">) => void;
}

function Add({ group, people, roles, onAdd }: AddProps): React.JSX.Element | null {
  const [to, setTo] = useState("");
  const freeRoles = roles.filter(({ id }) => !group.grants.some(({ role }) => role === id));
  const freePeople = people.filter(({ id }) => !group.grants.some(({ account }) => account === id));
  const add = (): void => {
    const [kind, id = ""] = [to.slice(0, to.indexOf(":")), to.slice(to.indexOf(":") + 1)];
    if (id === "") return;
    onAdd(
      kind === "role"
        ? { role: id, say: `everybody with the role ${id}` }
        : { account: id, say: people.find((one) => one.id === id)?.name ?? id },
    );
    setTo("");
  };
  if (freeRoles.length + freePeople.length === 0) return null;
  return (
    <Form className={styles.line} style={{ marginBottom: 0 }} onSend={add}>
      <label>
        <span className="visually-hidden">Grant on {group.name === "" ? "hosts outside the inventory" : group.name} to</span>
        <select value={to} onChange={(event) => setTo(event.target.value)}>
          <option value="">Role or person</option>
          <optgroup label="Roles">
            {freeRoles.map(({ id }) => (
              <option key={id} value={`role:${id}`}>
                {id}
              </option>
            ))}
          </optgroup>
          <optgroup label="People">
            {freePeople.map(({ id, name }) => (
              <option key={id} value={`account:${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <Button type="submit" disabled={to === ""}>
        Grant
      </Button>
    </Form>
  );
}
