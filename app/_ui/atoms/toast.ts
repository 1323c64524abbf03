"use client";

/** Toasts are rare; their code is loaded when the first one is shown. */
export function toast(say: string, kind: "done" | "wrong" = "done"): void {
  void import("./Toaster.tsx").then(({ show }) => show(say, kind));
}
