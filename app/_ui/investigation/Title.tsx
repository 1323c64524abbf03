"use client";

import { useState } from "react";
import { Awaiting } from "../atoms/Awaiting.tsx";
import styles from "./investigation.module.css";
import { part } from "../atoms/part.tsx";

/** Seldom wanted, and never at once. */
const TitleField = part(() => import("./TitleField.tsx").then(({ TitleField: component }) => component));

/** The title, and its field when it is pressed. */
export function Title({
  title,
  onRename,
}: {
  readonly title: string;
  readonly onRename: (title: string) => Promise<boolean>;
}): React.JSX.Element {
  const [edits, setEdits] = useState(false);
  const button = (
    <button type="button" title="Rename" onClick={() => setEdits(true)}>
      {title}
      <span className="visually-hidden">, rename</span>
    </button>
  );
  return (
    <h1 className={styles.title}>
      {edits ? (
        <Awaiting fallback={button}>
          <TitleField title={title} onRename={onRename} onClose={() => setEdits(false)} />
        </Awaiting>
      ) : (
        button
      )}
    </h1>
  );
}
