"use client";

import { useRef } from "react";
import { Press, type PressProps } from "./Press.tsx";
import { useEarly } from "./useEarly.ts";

/** A form that loses nothing while the page's code is on its way, as on a busy server or a slow line: what was typed stays, and a press is taken up. */
export function Form(props: Omit<PressProps, "ref">): React.JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  useEarly(form);
  return <Press {...props} ref={form} />;
}
