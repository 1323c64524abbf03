"use client";

import { useEffect, useState } from "react";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { part } from "../atoms/part.tsx";
import { SIGNED_OUT } from "../investigation/send.ts";

/** Needed seldom; it is answered without being signed in. */
const SignedOutDialog = part(() => import("./SignedOutDialog.tsx").then(({ SignedOutDialog: component }) => component));

/** The session ended while somebody worked: they sign in above the page, and what was typed below stays. */
export function SignedOut({ login }: { readonly login: string }): React.JSX.Element | null {
  const [out, setOut] = useState(false);
  useEffect(() => {
    const on = (): void => setOut(true);
    addEventListener(SIGNED_OUT, on);
    return () => removeEventListener(SIGNED_OUT, on);
  }, []);
  return out ? (
    <Awaiting fallback={null}>
      <SignedOutDialog login={login} onIn={() => setOut(false)} />
    </Awaiting>
  ) : null;
}
