"use client";

import { Dialog } from "radix-ui";
import { useRef } from "react";
import menu from "../investigation/menu.module.css";
import { SignInFields } from "./SignInFields.tsx";

export function SignedOutDialog({ login, onIn }: { readonly login: string; readonly onIn: () => void }): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open>
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
          <SignInFields login={login} onIn={onIn} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
