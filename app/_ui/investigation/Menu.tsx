"use client";

import { DropdownMenu } from "radix-ui";
import { useEffect, useRef } from "react";
import styles from "./menu.module.css";

export interface MenuEntry {
  readonly say: string;
  readonly href?: string;
  /** In a tab of its own; else it is saved. */
  readonly opens?: boolean;
  readonly onChoose?: () => void;
  readonly stop?: boolean;
  /** Opens the palette, which has this menu in it. */
  readonly everything?: true;
}

/** Opened at once: it is loaded when its button is first pressed. */
export function Menu({
  entries,
  trigger,
  onClose,
}: {
  readonly entries: readonly MenuEntry[];
  readonly trigger: React.ReactNode;
  readonly onClose: () => void;
}): React.JSX.Element {
  const content = useRef<HTMLDivElement>(null);
  // It was opened before its code knew how: for whoever has keys alone, the first entry is the one that Enter takes.
  useEffect(() => {
    const frame = requestAnimationFrame(() => content.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <DropdownMenu.Root defaultOpen modal={false} onOpenChange={(open) => (open ? undefined : onClose())}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content ref={content} className={styles.menu} align="end" sideOffset={4}>
          {entries.map(({ say, href, opens, onChoose, stop }) => (
            <DropdownMenu.Item
              key={say}
              className={styles.item}
              data-stop={stop}
              asChild={href !== undefined}
              {...(onChoose === undefined ? {} : { onSelect: onChoose })}
            >
              {href === undefined ? (
                say
              ) : (
                <a href={href} {...(opens === true ? { target: "_blank", rel: "noreferrer" } : { download: true })}>
                  {say}
                </a>
              )}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
