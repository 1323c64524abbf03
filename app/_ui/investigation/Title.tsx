"use client";

import { useState } from "react";
import styles from "./investigation.module.css";

/** The title, and its field when it is pressed. Escape leaves it as it was. */
export function Title({
  title,
  onRename,
}: {
  readonly title: string;
  readonly onRename: (title: string) => Promise<boolean>;
}): React.JSX.Element {
  const [draft, setDraft] = useState<string | null>(null);
  const done = (): void => {
    const next = draft?.trim() ?? "";
    setDraft(null);
    if (next !== "" && next !== title) void onRename(next);
  };
  if (draft === null) {
    return (
      <h1 className={styles.title}>
        <button type="button" title="Rename" onClick={() => setDraft(title)}>
          {title}
          <span className="visually-hidden">, rename</span>
        </button>
      </h1>
    );
  }
  return (
    <h1 className={styles.title}>
      <input
        autoFocus
        value={draft}
        maxLength={200}
        aria-label="Title"
        onChange={(event) => setDraft(event.target.value)}
        onBlur={done}
        onKeyDown={(event) => {
          if (event.key === "Enter") done();
          if (event.key === "Escape") setDraft(null);
        }}
      />
    </h1>
  );
}
