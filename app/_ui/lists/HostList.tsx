"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Host } from "#server/door/inventory.ts";
import { Button } from "../atoms/Button.tsx";
import { Empty } from "../atoms/Place.tsx";
import { toast } from "../atoms/toast.ts";
import { STROKE } from "../atoms/Words.tsx";
import { send } from "../investigation/send.ts";
import { readDestination, writeDestination } from "../start/destination.ts";
import styles from "./lists.module.css";

/** The inventory: names for hosts, so that nobody types an address at 3 a.m. */
export function HostList({ hosts }: { readonly hosts: readonly Host[] }): React.JSX.Element {
  const router = useRouter();
  const [asked, setAsked] = useState<string | null>(null);
  const remove = async (host: Host): Promise<void> => {
    if (asked !== host.id) return setAsked(host.id);
    const sent = await send("/api/v1/hosts", { do: "removeHost", id: host.id });
    setAsked(null);
    if (!sent.ok) return toast(sent.message, "wrong");
    toast(`${host.name} was removed.`);
    router.refresh();
  };
  return (
    <>
      <AddHost onAdded={() => router.refresh()} />
      {hosts.length === 0 ? (
        <Empty title="The inventory is empty.">A host can also be typed when an investigation is started; it need not stand here.</Empty>
      ) : (
        <div className={styles.wrap}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>name</th>
                <th>address</th>
                <th>network namespace</th>
                <th>
                  <span className="visually-hidden">remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {hosts.map((host) => (
                <tr key={host.id}>
                  <td>
                    <b>{host.name}</b>
                  </td>
                  <td>
                    <code>{writeDestination(host)}</code>
                    {typeof host.keyFingerprint === "string" ? (
                      <span className="dim" title={host.keyFingerprint}>
                        {" "}
                        key kept here{typeof host.keyBy === "string" ? `, by ${host.keyBy}` : ""}
                      </span>
                    ) : null}
                  </td>
                  <td className={styles.optional}>
                    {host.netns === null ? <span className="dim">of the login</span> : <code>{host.netns}</code>}
                  </td>
                  <td className="number">
                    <Button
                      small
                      look={asked === host.id ? "stop" : "quiet"}
                      aria-label={`Remove ${host.name}`}
                      onBlur={() => setAsked(null)}
                      onClick={() => void remove(host)}
                    >
                      <Trash2 size={16} strokeWidth={STROKE} aria-hidden />
                      {asked === host.id ? "Really remove" : null}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function AddHost({ onAdded }: { readonly onAdded: () => void }): React.JSX.Element {
  const [name, setName] = useState("");
  const [at, setAt] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const add = async (): Promise<void> => {
    const typed = readDestination(at);
    if (name.trim() === "") return setWrong("A name is needed.");
    if ("wrong" in typed) return setWrong(typed.wrong);
    const sent = await send("/api/v1/hosts", { do: "addHost", name: name.trim(), ...typed });
    if (!sent.ok) return setWrong(Object.values(sent.fields ?? {})[0] ?? sent.message);
    setName("");
    setAt("");
    setWrong(null);
    onAdded();
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <label>
        Name
        <input
          value={name}
          maxLength={80}
          placeholder="net-1"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label>
        Address
        <input
          value={at}
          placeholder="[user@]address[:port]"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          onChange={(event) => setAt(event.target.value)}
        />
      </label>
      <Button type="submit">Add host</Button>
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}
