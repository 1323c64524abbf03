"use client";

import { createRoot, type Root } from "react-dom/client";
import { Toaster, toast } from "sonner";
import styles from "./toaster.module.css";

const LEAST_PX = 88;
const GAP_PX = 16;
const SIDE_PX = 16;

let root: Root | null = null;

/** Above what stands at the lower edge and is written in or pressed: a field grows with what is typed, and the review bar stands below it. */
function above(): number {
  const tops = [...document.querySelectorAll("[data-toasts-above]")]
    .map((one) => one.getBoundingClientRect())
    .filter(({ height }) => height > 0);
  const highest = Math.min(...tops.map(({ top }) => top));
  // What fills most of a small window leaves no room above itself.
  return Math.max(LEAST_PX, Math.min(innerHeight - highest + GAP_PX, innerHeight / 2));
}

export function show(say: string, kind: "done" | "note" | "wrong"): void {
  root ??= createRoot(document.body.appendChild(document.createElement("div")));
  const px = above();
  root.render(
    <Toaster
      position="bottom-center"
      offset={{ bottom: px }}
      // A number would keep it as far off the sides.
      mobileOffset={{ bottom: px, left: SIDE_PX, right: SIDE_PX }}
      gap={8}
      toastOptions={{ unstyled: true, classNames: { toast: styles.toast ?? "" } }}
    />,
  );
  // The toaster subscribes when it is mounted; a toast sent before that would be lost.
  setTimeout(
    () => (kind === "wrong" ? toast.error(say, { duration: 8_000 }) : toast(say, { duration: kind === "note" ? 8_000 : 2_500 })),
    30,
  );
}
