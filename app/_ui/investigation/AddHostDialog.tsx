"use client";

import { Dialog } from "radix-ui";
import { useId, useState } from "react";
import { roomIn, type Room } from "#machines/journal/room.ts";
import type { Host } from "#server/door/inventory.ts";
import { Button } from "../atoms/Button.tsx";
import { Modal } from "../atoms/Modal.tsx";
import { Form } from "../atoms/Form.tsx";
import { writeDestination } from "../start/destination.ts";
import { hostOf } from "../start/draft.ts";
import styles from "./add-host.module.css";
import { NO_ROOM, type HostsAround, type HostSpoken } from "./host-command.ts";
import menu from "./menu.module.css";
import { send } from "./send.ts";
import { useListed } from "./useListed.ts";

interface Props {
  readonly id: string;
  readonly around: Omit<HostsAround, "inventory">;
  /** What was said already. */
  readonly asked: Omit<Extract<HostSpoken, { readonly do: "askForHost" }>, "do">;
  readonly onClose: () => void;
}

/** Which host, and what it is in this incident. What is wrong with it is said here, and nothing typed is lost. */
export function AddHostDialog({ id, around, asked, onClose }: Props): React.JSX.Element {
  const rooms = roomIn(around.runbook, around.hosts);
  return (
    <Modal onClose={onClose}>
      <Dialog.Title asChild>
        <h2>Add a host</h2>
      </Dialog.Title>
      <Dialog.Description>
        {rooms.length === 0
          ? NO_ROOM
          : "What runs now finishes. Then it is looked at like the hosts of the start, and asked what it can tell. What was read so far stays."}
      </Dialog.Description>
      {rooms.length === 0 ? (
        <div className={menu.acts}>
          <Button onClick={onClose}>Close</Button>
        </div>
      ) : (
        <Asking id={id} rooms={rooms} asked={asked} onClose={onClose} />
      )}
    </Modal>
  );
}

const NONE: readonly Host[] = [];

interface AskingProps extends Pick<Props, "id" | "asked" | "onClose"> {
  readonly rooms: readonly Room[];
}

function Asking({ id, rooms, asked, onClose }: AskingProps): React.JSX.Element {
  const [role, setRole] = useState(rooms.find((room) => room.role === asked.role)?.role ?? rooms[0]?.role ?? "");
  const [at, setAt] = useState(asked.at ?? "");
  const [netns, setNetns] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const inventory = useListed<readonly Host[]>("/api/v1/hosts", true) ?? NONE;
  const [suggestions, about, fault] = [useId(), useId(), useId()];
  const add = async (): Promise<void> => {
    const host = hostOf({ at, netns }, inventory);
    if ("wrong" in host) return setWrong(host.wrong);
    setBusy(true);
    const sent = await send(`/api/v1/investigations/${id}/actions`, { do: "joinHost", role, ...host });
    if (sent.ok) return onClose();
    setBusy(false);
    setWrong(Object.values(sent.fields ?? {})[0] ?? sent.message);
  };
  const plain = { spellCheck: false, autoCapitalize: "none", autoComplete: "off", className: "mono" } as const;
  const change = (set: (value: string) => void) => (event: React.ChangeEvent<HTMLInputElement>) => {
    set(event.target.value);
    setWrong(null);
  };
  return (
    <Form className={styles.form} onSend={() => void add()}>
      <label>
        What it is in this incident
        <select value={role} aria-describedby={about} onChange={(event) => setRole(event.target.value)}>
          {rooms.map(({ role: one, title }) => (
            <option key={one} value={one}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <p id={about} className={styles.about}>
        {rooms.find((room) => room.role === role)?.about}
      </p>
      <label>
        Host
        <input
          value={at}
          list={suggestions}
          placeholder="[user@]address[:port]"
          aria-invalid={wrong !== null}
          aria-describedby={fault}
          required
          autoFocus
          {...plain}
          onChange={change(setAt)}
        />
      </label>
      <datalist id={suggestions}>
        {inventory.map((host) => (
          <option key={host.id} value={host.name}>
            {writeDestination(host)}
          </option>
        ))}
      </datalist>
      <label>
        Network namespace, if its counters are in one
        <input value={netns} maxLength={64} {...plain} onChange={change(setNetns)} />
      </label>
      <p id={fault} className={styles.wrong} role="alert">
        {wrong}
      </p>
      <div className={menu.acts}>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit" disabled={busy}>
          {busy ? "Adding" : "Add host"}
        </Button>
      </div>
    </Form>
  );
}
