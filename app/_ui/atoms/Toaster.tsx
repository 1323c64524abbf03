"use client";

import { createRoot } from "react-dom/client";
import { Toaster, toast } from "sonner";
import styles from "./toaster.module.css";

const ABOVE_PX = 88;

let mounted = false;

export function show(say: string, kind: "done" | "wrong"): void {
  if (!mounted) {
    mounted = true;
    const place = document.createElement("div");
    document.body.append(place);
    createRoot(place).render(
      // Above the field of an investigation, and what sends from it.
      <Toaster
        position="bottom-center"
        offset={ABOVE_PX}
        mobileOffset={ABOVE_PX}
        gap={8}
        toastOptions={{ unstyled: true, classNames: { toast: styles.toast ?? "" } }}
      />,
    );
  }
  // The toaster subscribes when it is mounted; a toast sent before that would be lost.
  setTimeout(() => (kind === "wrong" ? toast.error(say, { duration: 8_000 }) : toast(say, { duration: 2_500 })), 30);
}
