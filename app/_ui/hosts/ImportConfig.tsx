"use client";

import { useState } from "react";
import type { ConfigHost, FoundHosts } from "#server/door/ssh-config.ts";
import { Button } from "../atoms/Button.tsx";
import { toast } from "../atoms/toast.ts";
import { send, SIGNED_OUT } from "../investigation/send.ts";
import { writeDestination } from "../start/destination.ts";
import styles from "./hosts.module.css";

type Answer = ({ readonly ok: true } & FoundHosts) | { readonly ok: false; readonly status?: number; readonly message: string };

/** Hosts of an OpenSSH config, shown before any of them is taken over. */
export function ImportConfig({ onDone }: { readonly onDone: () => void }): React.JSX.Element {
  const [text, setText] = useState("");
  const [found, setFound] = useState<(FoundHosts & { readonly own: boolean }) | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const read = async (what: string | null): Promise<void> => {
    setBusy(true);
    setWrong(null);
    const answer = await ask(what);
    setBusy(false);
    if (answer.ok) setFound({ ...answer, own: what === null });
    // Who is signed out is asked to sign in, above the page; what was pasted stays.
    else if (answer.status !== 401) setWrong(answer.message);
  };
  if (found !== null) return <Picks found={found} own={found.own} onBack={() => setFound(null)} onDone={onDone} />;
  return (
    <section className={styles.panel} aria-label="Import from ssh config">
      <p className="mid">
        Nothing of it is run and no host is contacted. Keys are not read: Culprit signs in with the agent or the key files of its own
        account, or with keys that are kept for a host.
      </p>
      <div className={styles.acts}>
        <Button disabled={busy} onClick={() => void read(null)}>
          Read Culprit&apos;s own ~/.ssh/config
        </Button>
        <span className="dim">or paste one</span>
      </div>
      <label>
        <span className="visually-hidden">Text of an ssh config</span>
        <textarea
          autoFocus
          value={text}
          spellCheck={false}
          placeholder={"Host net-1\n  HostName 192.0.2.10\n  User root"}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className={styles.acts}>
        <Button disabled={busy || text.trim() === ""} onClick={() => void read(text)}>
          Show its hosts
        </Button>
      </div>
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </section>
  );
}

interface PicksProps {
  readonly found: FoundHosts;
  /** Of Culprit's own account, whose config it follows at every connection. */
  readonly own: boolean;
  readonly onBack: () => void;
  readonly onDone: () => void;
}

export function Picks({ found, own, onBack, onDone }: PicksProps): React.JSX.Element {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [group, setGroup] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const taken = new Set(found.taken);
  const chosen = found.hosts.filter(({ name }) => !left.has(name) && !taken.has(name));
  const turn = (name: string): void => setLeft(new Set(left.has(name) ? [...left].filter((one) => one !== name) : [...left, name]));
  const add = async (): Promise<void> => {
    const within = group.trim() === "" ? {} : { group: group.trim() };
    const hosts = chosen.map(({ jump: _jump, ...host }) => ({ ...host, ...within }));
    const sent = await send("/api/v1/hosts", { do: "addHosts", hosts });
    if (!sent.ok) return setWrong(sent.message);
    toast(outcome(sent.hosts));
    onDone();
  };
  return (
    <section className={styles.panel} aria-label="Import from ssh config">
      <h2>{headOf(found)}</h2>
      {found.left.map((line) => (
        <p key={line} className="mid">
          {line}
        </p>
      ))}
      {found.hosts.length === 0 ? null : (
        <div className={styles.picks} role="group" aria-label="Hosts to take over">
          {found.hosts.map((host) => (
            <label key={host.name}>
              <input type="checkbox" checked={chosen.includes(host)} disabled={taken.has(host.name)} onChange={() => turn(host.name)} />
              <b className="truncate">{host.name}</b>
              <code className="dim">{taken.has(host.name) ? "in the inventory already" : behind(host, own)}</code>
            </label>
          ))}
        </div>
      )}
      <div className={styles.fields}>
        <label>
          Group for all of them, optional
          <input value={group} maxLength={80} onChange={(event) => setGroup(event.target.value)} />
        </label>
      </div>
      <div className={styles.acts}>
        <Button look="primary" disabled={chosen.length === 0} onClick={() => void add()}>
          Add {chosen.length} {chosen.length === 1 ? "host" : "hosts"}
        </Button>
        <Button look="quiet" onClick={onBack}>
          Back
        </Button>
      </div>
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </section>
  );
}

function headOf({ hosts, taken }: FoundHosts): string {
  if (hosts.length === 0) return "It names no host.";
  const count = `${hosts.length} ${hosts.length === 1 ? "host" : "hosts"}`;
  if (taken.length === 0) return count;
  return taken.length === hosts.length ? `${count}, in the inventory already` : `${count}, ${taken.length} in the inventory already`;
}

function behind(host: ConfigHost, own: boolean): string {
  const at = own ? "alias of this config" : writeDestination(host);
  if (host.jump.length === 0) return at;
  return `${at}, through ${host.jump.join(", ")}${own ? "" : ": not taken over"}`;
}

function outcome(hosts: { readonly added: number; readonly left: readonly string[] } | undefined): string {
  if (hosts === undefined) return "Done.";
  const added = `${hosts.added} ${hosts.added === 1 ? "host was" : "hosts were"} added.`;
  return hosts.left.length === 0
    ? added
    : `${added} Left out, as their names are taken: ${hosts.left.slice(0, 5).join(", ")}${hosts.left.length > 5 ? ", …" : ""}.`;
}

async function ask(text: string | null): Promise<Answer> {
  const answer = await fetch("/api/v1/hosts/ssh-config", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text }),
  }).catch(() => null);
  if (answer === null) return { ok: false, message: "The server does not answer. Try again." };
  if (answer.status === 401) dispatchEvent(new Event(SIGNED_OUT));
  return (
    ((await answer.json().catch(() => null)) as Answer | null) ?? {
      ok: false,
      status: answer.status,
      message: `The server answered ${answer.status}.`,
    }
  );
}
