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
}: {
  readonly label: string;
  readonly icon: React.ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly say?: string;
}): React.JSX.Element {
  const [open, setOpen] = useState(false);
  const button = (
    <Button
      small
      look={say === undefined ? "quiet" : "plain"}
      iconOnly={say === undefined}
      aria-label={label}
      aria-haspopup="menu"
      onClick={open ? undefined : () => setOpen(true)}
    >
      {icon}
      {say}
    </Button>
  );
  if (!open) return button;
  return (
    <Suspense fallback={button}>
      <Menu entries={entries} trigger={button} onClose={() => setOpen(false)} />
    </Suspense>
  );
}
