"use client";

import { Dialog } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import menu from "../investigation/menu.module.css";
import { SIGNED_OUT } from "../investigation/send.ts";
import styles from "./access.module.css";
import { SignInFields } from "./SignInFields.tsx";

/** The session ended while somebody worked: they sign in above the page, and what was typed below stays. */
export function SignedOut({ login }: { readonly login: string }): React.JSX.Element | null {
  const [out, setOut] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const on = (): void => setOut(true);
    addEventListener(SIGNED_OUT, on);
    return () => removeEventListener(SIGNED_OUT, on);
  }, []);
  return (
    <Dialog.Root open={out}>
      <Dialog.Portal>
        <Dialog.Overlay className={menu.overlay} />
        <Dialog.Content
          ref={box}
          className={menu.dialog}
          onEscapeKeyDown={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            box.current?.querySelector<HTMLInputElement>("input[type=password]")?.focus();
          }}
        >
          <Dialog.Title asChild>
            <h2>You are signed out</h2>
          </Dialog.Title>
          <Dialog.Description>
            The session has ended. Nothing you typed is lost: sign in, and send it again. Investigations go on meanwhile.
          </Dialog.Description>
          <div className={`${styles.card} ${styles.wide}`}>
            <SignInFields login={login} onIn={() => setOut(false)} />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
