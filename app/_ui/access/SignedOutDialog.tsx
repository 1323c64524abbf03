"use client";

import { Dialog } from "radix-ui";
import { Modal } from "../atoms/Modal.tsx";
import { SignInFields } from "./SignInFields.tsx";

export function SignedOutDialog({ login, onIn }: { readonly login: string; readonly onIn: () => void }): React.JSX.Element {
  return (
    <Modal
      onEscapeKeyDown={(event) => event.preventDefault()}
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        if (event.currentTarget instanceof Element) event.currentTarget.querySelector<HTMLInputElement>("input[type=password]")?.focus();
      }}
    >
      <Dialog.Title asChild>
        <h2>You are signed out</h2>
      </Dialog.Title>
      <Dialog.Description>
        The session has ended. Nothing you typed is lost: sign in, and send it again. Investigations go on meanwhile.
      </Dialog.Description>
      <SignInFields login={login} onIn={onIn} />
    </Modal>
  );
}
