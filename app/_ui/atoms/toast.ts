"use client";

import { later } from "./later.ts";

/** Toasts are rare; their code comes after the page. */
const toaster = later(() => import("./Toaster.tsx"));

/** What went wrong is told also while there is no server to have the code from. */
export function toast(say: string, kind: "done" | "note" | "wrong" = "done"): void {
  void toaster().then(
    ({ show }) => show(say, kind),
    () => (kind === "wrong" ? alert(say) : undefined),
  );
}
