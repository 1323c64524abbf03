"use client";

import { useRef, useState } from "react";

interface Props {
  readonly title: string;
  readonly onRename: (title: string) => Promise<boolean>;
  readonly onClose: () => void;
}

/** Enter renames, Escape leaves the title as it was. What was refused, or met a session that had ended, stays to be sent again. */
export function TitleField({ title, onRename, onClose }: Props): React.JSX.Element {
  const [draft, setDraft] = useState(title);
  const sending = useRef(false);
  const done = async (): Promise<void> => {
    const next = draft.trim();
    if (next === "" || next === title) return onClose();
    if (sending.current) return;
    sending.current = true;
    if (await onRename(next)) onClose();
    sending.current = false;
  };
  return (
    <input
      autoFocus
      value={draft}
      maxLength={200}
      aria-label="Title"
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => void done()}
      onKeyDown={(event) => {
        if (event.key === "Enter") void done();
        if (event.key === "Escape") onClose();
      }}
    />
  );
}
