"use client";

import { FileDown, Plus } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { send } from "../investigation/send.ts";
import { readDestination } from "../start/destination.ts";
import lists from "../lists/lists.module.css";
import styles from "./hosts.module.css";
import { ImportConfig } from "./ImportConfig.tsx";

/** How hosts come into the inventory: one that is typed, or those of an ssh config. */
export function AddHosts(): React.JSX.Element {
  const router = useRouter();
  const asked = useSearchParams().get("add");
  const shown = asked === null ? null : asked === "import" ? "import" : "add";
  const turn = (which: "add" | "import"): void => {
    const query = new URLSearchParams(location.search);
    if (shown === which) query.delete("add");
    else query.set("add", which);
    // Which form is open stands in the address: Back closes it, and leaves the page only then.
    const search = query.size === 0 ? "" : `?${query.toString()}`;
    if (search !== location.search) history.pushState(null, "", `${location.pathname}${search}`);
  };
  return (
    <>
      <div className={styles.tools}>
        <Form onSend={() => turn("add")}>
          <Button type="submit" aria-expanded={shown === "add"}>
            <Plus size={16} strokeWidth={STROKE} aria-hidden /> Add a host
          </Button>
        </Form>
        <Form onSend={() => turn("import")}>
          <Button type="submit" aria-expanded={shown === "import"}>
            <FileDown size={16} strokeWidth={STROKE} aria-hidden /> Import from ssh config
          </Button>
        </Form>
      </div>
      {shown === "add" ? <AddHost onAdded={() => router.refresh()} /> : null}
      {shown === "import" ? (
        <ImportConfig
          onDone={() => {
            turn("import");
            router.refresh();
          }}
        />
      ) : null}
    </>
  );
}

function AddHost({ onAdded }: { readonly onAdded: () => void }): React.JSX.Element {
  const [name, setName] = useState("");
  const [at, setAt] = useState("");
  const [group, setGroup] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const add = async (): Promise<void> => {
    const typed = readDestination(at);
    if (name.trim() === "") return setWrong("A name is needed.");
    if ("wrong" in typed) return setWrong(typed.wrong);
    const within = group.trim() === "" ? {} : { group: group.trim() };
    const sent = await send("/api/v1/hosts", { do: "addHost", name: name.trim(), ...typed, ...within });
    if (!sent.ok) return setWrong(Object.values(sent.fields ?? {})[0] ?? sent.message);
    setName("");
    setAt("");
    setWrong(null);
    onAdded();
  };
  const plain = { spellCheck: false, autoCapitalize: "none", autoComplete: "off" } as const;
  return (
    <Form className={lists.form} onSend={() => void add()}>
      <label>
        Name
        <input autoFocus value={name} maxLength={80} placeholder="net-1" {...plain} onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        Address
        <input value={at} placeholder="[user@]address[:port]" {...plain} onChange={(event) => setAt(event.target.value)} />
      </label>
      <label>
        Group, optional
        <input value={group} maxLength={80} placeholder="region-1" {...plain} onChange={(event) => setGroup(event.target.value)} />
      </label>
      <Button type="submit">Add host</Button>
      {wrong === null ? null : (
        <p className={lists.wrong} role="alert">
          {wrong}
        </p>
      )}
    </Form>
  );
}
