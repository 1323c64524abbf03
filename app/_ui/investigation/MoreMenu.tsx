"use client";

import { useState } from "react";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { Button } from "../atoms/Button.tsx";
import { part } from "../atoms/part.tsx";
import type { MenuEntry } from "./Menu.tsx";
import { menuOf, type MenuEntries } from "./menu-of.ts";

const Menu = part(() => import("./Menu.tsx").then(({ Menu: component }) => component));

/** A button whose menu is loaded when it is first pressed. */
export function MoreMenu({
  label,
  icon,
  entries,
  say,
}: {
  readonly label: string;
  readonly icon: React.ReactNode;
  /** Or how to get them, when it is pressed. */
  readonly entries: MenuEntries;
  readonly say?: string;
}): React.JSX.Element {
  const [open, setOpen] = useState<readonly MenuEntry[] | null>(null);
  const show = async (): Promise<void> => setOpen(typeof entries === "function" ? await entries() : entries);
  const button = (
    <Button
      small
      look={say === undefined ? "quiet" : "plain"}
      iconOnly={say === undefined}
      aria-label={label}
      aria-haspopup="menu"
      data-action={label}
      ref={(one) => void (one && menuOf.set(one, entries))}
      onClick={open === null ? () => void show() : undefined}
    >
      {icon}
      {say}
    </Button>
  );
  if (open === null) return button;
  return (
    <Awaiting fallback={button}>
      <Menu entries={open} trigger={button} onClose={() => setOpen(null)} />
    </Awaiting>
  );
}
