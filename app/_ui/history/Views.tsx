"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { SavedView } from "#server/read/history.ts";
import { Button } from "../atoms/Button.tsx";
import { SureButton } from "../atoms/SureButton.tsx";
import { TabRow } from "../atoms/TabRow.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { sendOrTell } from "../investigation/send.ts";
import { address, queryText, type Filters } from "./filters.ts";
import styles from "./history.module.css";

interface Props {
  readonly filters: Filters;
  readonly saved: readonly SavedView[];
  readonly me: string;
  /** May keep views of their own. */
  readonly keeps: boolean;
  /** Without accounts nothing is handed over to anybody in particular. */
  readonly alone: boolean;
}

/** Shows that there are others before it. */
const BEFORE_PX = 48;

/** Searches that are always there, and those that this person keeps under a name. */
export function Views({ filters, saved, me, keeps, alone }: Props): React.JSX.Element {
  const router = useRouter();
  const here = queryText(filters);
  const fixed: readonly { readonly say: string; readonly filters: Filters }[] = [
    { say: "All", filters: {} },
    { say: "Running", filters: { status: "open" } },
    { say: "Mine", filters: { by: me } },
    ...(alone ? [] : [{ say: "Handed to me", filters: { held: me } }]),
    { say: "Undetermined", filters: { outcome: "undetermined" } },
    { say: "Not signed off", filters: { signed: "no" } },
  ];
  const known = [...fixed.map((view) => queryText(view.filters)), ...saved.map(({ query }) => query)].includes(here);
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the one that is shown may lie beyond the edge.
    const chosen = row.current?.querySelector<HTMLElement>("[aria-current]");
    if (chosen) row.current?.scrollTo({ left: chosen.offsetLeft - row.current.offsetLeft - BEFORE_PX });
  }, [here]);
  const drop = async (id: string): Promise<void> => {
    if (await sendOrTell("/api/v1/views", { do: "dropView", id })) router.refresh();
  };
  return (
    <div className={styles.views}>
      <TabRow ref={row} links="Views">
        {fixed.map((view) => (
          <Link key={view.say} href={address(view.filters)} aria-current={queryText(view.filters) === here ? "page" : undefined}>
            {view.say}
          </Link>
        ))}
        {saved.map(({ id, name, query }) => (
          <span key={id} className={styles.saved}>
            <Link href={query === "" ? "/history" : `/history?${query}`} aria-current={query === here ? "page" : undefined}>
              {name}
            </Link>
            {query === here ? (
              <SureButton
                small
                iconOnly
                look="quiet"
                sure="Really remove"
                aria-label={`Remove the view ${name}`}
                title="Remove this view"
                onSure={() => void drop(id)}
              >
                <X size={14} strokeWidth={STROKE} aria-hidden />
              </SureButton>
            ) : null}
          </span>
        ))}
      </TabRow>
      {keeps && !known ? <SaveView query={here} onSaved={() => router.refresh()} /> : null}
    </div>
  );
}

function SaveView({ query, onSaved }: { readonly query: string; readonly onSaved: () => void }): React.JSX.Element {
  const [name, setName] = useState<string | null>(null);
  if (name === null)
    return (
      <Button small look="quiet" onClick={() => setName("")}>
        Save view
      </Button>
    );
  const save = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    if (name.trim() === "") return;
    if (!(await sendOrTell("/api/v1/views", { do: "saveView", name, query }))) return;
    setName(null);
    onSaved();
  };
  return (
    <form
      className={styles.save}
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => (event.key === "Escape" ? setName(null) : undefined)}
    >
      <input
        autoFocus
        value={name}
        maxLength={60}
        aria-label="Name of the view"
        placeholder="Name of the view"
        onChange={(event) => setName(event.target.value)}
      />
      <Button small type="submit" disabled={name.trim() === ""}>
        Save
      </Button>
    </form>
  );
}
