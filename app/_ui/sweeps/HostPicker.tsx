"use client";

import { useState } from "react";
import type { HostOffer } from "#server/read/sweeps.ts";
import { Button } from "../atoms/Button.tsx";
import styles from "./sweeps.module.css";

interface Props {
  readonly hosts: readonly HostOffer[];
  /** The group that is shown first; empty for all. */
  readonly first: string;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (names: ReadonlySet<string>) => void;
}

export const byName = (hosts: readonly HostOffer[]): readonly HostOffer[] =>
  hosts.toSorted((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));

const told = ({ name, address, group, labels }: HostOffer): string => [name, address, group ?? "", ...labels].join(" ").toLowerCase();

/** Hosts by group and by words of their name, address and labels; ticked one by one, or all that are shown. */
export function HostPicker({ hosts, first, chosen, onChoose }: Props): React.JSX.Element {
  const [group, setGroup] = useState(first);
  const [text, setText] = useState("");
  const groups = [...new Set(hosts.flatMap((host) => host.group ?? []))].toSorted();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = byName(hosts).filter((host) => (group === "" || host.group === group) && words.every((word) => told(host).includes(word)));
  const open = shown.filter(({ closed }) => !closed).map(({ name }) => name);
  const all = open.length > 0 && open.every((name) => chosen.has(name));
  const toggle = (names: readonly string[], on: boolean): void => {
    const next = new Set(chosen);
    for (const name of names)
      if (on) next.add(name);
      else next.delete(name);
    onChoose(next);
  };
  const closed = shown.length - open.length;
  return (
    <fieldset>
      <legend>Hosts</legend>
      <div className={styles.pick}>
        <label className={styles.label}>
          Group
          <select value={group} onChange={(event) => setGroup(event.target.value)}>
            <option value="">All</option>
            {groups.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <label className={styles.label}>
          Name, address or label
          <input type="search" value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <Button disabled={open.length === 0} onClick={() => toggle(open, !all)}>
          {all ? "Choose none of these" : `Choose all ${open.length}`}
        </Button>
      </div>
      <div className={styles.hosts} role="group" aria-label="Hosts to sweep">
        {shown.map((host) => (
          <label key={host.name}>
            <input
              type="checkbox"
              checked={chosen.has(host.name)}
              disabled={host.closed}
              onChange={(event) => toggle([host.name], event.target.checked)}
            />
            <code>{host.name}</code>
            {host.closed ? (
              <span className="dim">not granted</span>
            ) : host.group === null || group !== "" ? null : (
              <span className="dim">{host.group}</span>
            )}
          </label>
        ))}
        {shown.length === 0 ? <p className="dim">No host matches.</p> : null}
      </div>
      <p className="dim">
        {chosen.size} chosen
        {closed === 0 ? "" : `; ${closed === 1 ? "1 of these is in a group" : `${closed} of these are in groups`} not granted to you`}
      </p>
    </fieldset>
  );
}
