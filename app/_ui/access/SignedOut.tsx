"use client";

import { lazy, Suspense, useEffect, useState } from "react";
import { SIGNED_OUT } from "../investigation/send.ts";

/** Loaded when it is needed, which is seldom; it is answered without being signed in. */
const SignedOutDialog = lazy(async () => ({ default: (await import("./SignedOutDialog.tsx")).SignedOutDialog }));

/** The session ended while somebody worked: they sign in above the page, and what was typed below stays. */
export function SignedOut({ login }: { readonly login: string }): React.JSX.Element | null {
  const [out, setOut] = useState(false);
  useEffect(() => {
    const on = (): void => setOut(true);
    addEventListener(SIGNED_OUT, on);
    return () => removeEventListener(SIGNED_OUT, on);
  }, []);
  return out ? (
    <Suspense>
      <SignedOutDialog login={login} onIn={() => setOut(false)} />
    </Suspense>
  ) : null;
}
