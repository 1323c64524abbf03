"use client";

import { Suspense, useEffect, useReducer } from "react";
import { whenLoaded } from "./later.ts";

interface Props {
  readonly fallback: React.ReactNode;
  readonly children: React.ReactNode;
}

/**
 * Around parts whose code comes later, instead of Suspense alone. React (19.2) draws what had to wait when there is nothing else to do, begins anew after
 * each change in between, and never raises it above them: while a command prints and clocks tick, a part that takes a slow phone longer to draw than the time
 * between two of these changes would never be seen. Here it is drawn at once when its code has come.
 */
export function Awaiting({ fallback, children }: Props): React.JSX.Element {
  const [, again] = useReducer((times: number) => times + 1, 0);
  return (
    <Suspense
      fallback={
        <>
          <Loading onLoaded={again} />
          {fallback}
        </>
      }
    >
      {children}
    </Suspense>
  );
}

/** Listens only where the fallback really stands: what the server drew stays until its code is there. */
function Loading({ onLoaded }: { readonly onLoaded: () => void }): null {
  useEffect(() => whenLoaded(onLoaded), [onLoaded]);
  return null;
}
