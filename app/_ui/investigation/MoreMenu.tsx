"use client";

import { lazy, Suspense, useState } from "react";
import { Button } from "../atoms/Button.tsx";
import type { MenuEntry } from "./Menu.tsx";

const Menu = lazy(() => import("./Menu.tsx").then(({ Menu: component }) => ({ default: component })));

/** A button whose menu is loaded when it is first pressed. */
export function MoreMenu({
  label,
  icon,
  entries,
  say,
  action = label,
}: {
  readonly label: string;
  readonly icon: React.ReactNode;
  /** Or how to get them, when it is pressed. */
  readonly entries: readonly MenuEntry[] | (() => Promise<readonly MenuEntry[]>);
  readonly say?: string;
  /** As the palette lists it, where the label leans on where the button stands. */
  readonly action?: string;
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
      data-action={action}
      onClick={open === null ? () => void show() : undefined}
    >
      {icon}
      {say}
    </Button>
  );
  if (open === null) return button;
  return (
    <Suspense fallback={button}>
      <Menu entries={open} trigger={button} onClose={() => setOpen(null)} />
    </Suspense>
  );
}
