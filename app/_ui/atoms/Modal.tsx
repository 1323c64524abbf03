"use client";

import { clsx } from "clsx";
import { Dialog } from "radix-ui";
import { useState } from "react";
import styles from "./modal.module.css";
import { giveBack, hasOpened, openerNow } from "./opener.ts";

interface Props extends Omit<React.ComponentProps<typeof Dialog.Content>, "ref" | "onCloseAutoFocus"> {
  /** Without it, it ends only by what is done in it. */
  readonly onClose?: () => void;
}

/**
 * Stands above the page as long as it is there. It has no trigger that the library knows, which then drops the focus as it closes (radix-ui 1.8):
 * here it goes back to what had it.
 */
export function Modal({ onClose, className, children, ...content }: Props): React.JSX.Element {
  const [opener] = useState(openerNow);
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose?.())}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.veil} />
        <Dialog.Content
          {...content}
          ref={(dialog) => hasOpened(opener, dialog)}
          className={clsx(styles.modal, className ?? styles.dialog)}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            giveBack(opener);
          }}
        >
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
