"use client";

import { DropdownMenu } from "radix-ui";
import styles from "./menu.module.css";

export interface MenuEntry {
  readonly say: string;
  readonly href?: string;
  /** In a tab of its own; else it is saved. */
  readonly opens?: boolean;
  readonly onChoose?: () => void;
  readonly stop?: boolean;
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
  return (
    <DropdownMenu.Root defaultOpen modal={false} onOpenChange={(open) => (open ? undefined : onClose())}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align="end" sideOffset={4}>
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
