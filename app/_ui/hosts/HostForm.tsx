"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Host } from "#server/door/inventory.ts";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { toast } from "../atoms/toast.ts";
import { STROKE } from "../atoms/Words.tsx";
import { send } from "../investigation/send.ts";
import { readDestination, writeDestination } from "../start/destination.ts";
import styles from "./hosts.module.css";

/** What the inventory says of a host, to be changed or removed. */
export function HostForm({ host }: { readonly host: Host }): React.JSX.Element {
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftOf(host));
  const [wrong, setWrong] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const set =
    (field: keyof Draft) =>
    ({ target }: React.ChangeEvent<HTMLInputElement>) =>
      setDraft((before) => ({ ...before, [field]: target.value }));
  const save = async (): Promise<void> => {
    const typed = readDestination(draft.at);
    if ("wrong" in typed) return setWrong(typed.wrong);
    const { user = null, port = null, address } = typed;
    const sent = await send("/api/v1/hosts", { do: "editHost", id: host.id, name: draft.name, address, user, port, ...besides(draft) });
    if (!sent.ok) return setWrong(Object.values(sent.fields ?? {})[0] ?? sent.message);
    setWrong(null);
    toast("Saved.");
    router.refresh();
  };
  const remove = async (): Promise<void> => {
    if (!asked) return setAsked(true);
    const sent = await send("/api/v1/hosts", { do: "removeHost", id: host.id });
    if (!sent.ok) return toast(sent.message, "wrong");
    toast(`${host.name} was removed from the inventory.`);
    router.push("/hosts");
  };
  const plain = { spellCheck: false, autoCapitalize: "none", autoComplete: "off" } as const;
  return (
    <Form className={styles.fields} onSend={() => void save()}>
      <label>
        Name
        <input value={draft.name} required maxLength={80} {...plain} onChange={set("name")} />
      </label>
      <label>
        Address
        <input value={draft.at} required {...plain} onChange={set("at")} />
      </label>
      <label>
        Group
        <input value={draft.group} maxLength={80} {...plain} onChange={set("group")} />
      </label>
      <label>
        Network namespace
        <input value={draft.netns} maxLength={64} placeholder="of the login" {...plain} onChange={set("netns")} />
      </label>
      <label className={styles.wide}>
        Labels, with commas between
        <input value={draft.labels} placeholder="compute, rack 12" {...plain} onChange={set("labels")} />
      </label>
      {wrong === null ? null : (
        <p className={`${styles.wrong} ${styles.wide}`} role="alert">
          {wrong}
        </p>
      )}
      <div className={`${styles.acts} ${styles.wide}`}>
        <Button type="submit">Save</Button>
        <Button look={asked ? "stop" : "quiet"} onBlur={() => setAsked(false)} onClick={() => void remove()}>
          <Trash2 size={16} strokeWidth={STROKE} aria-hidden /> {asked ? "Really remove" : "Remove from the inventory"}
        </Button>
        {asked ? <span className="dim">Investigations on it stay.</span> : null}
      </div>
    </Form>
  );
}

interface Draft {
  readonly name: string;
  readonly at: string;
  readonly group: string;
  readonly netns: string;
  readonly labels: string;
}

const draftOf = (host: Host): Draft => ({
  name: host.name,
  at: writeDestination(host),
  group: host.group ?? "",
  netns: host.netns ?? "",
  labels: host.labels.join(", "),
});

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

const besides = ({ group, netns, labels }: Draft): { group: string | null; netns: string | null; labels: readonly string[] } => ({
  group: orNull(group),
  netns: orNull(netns),
  labels: labels
    .split(",")
    .map((label) => label.trim())
    .filter((label) => label !== ""),
});
