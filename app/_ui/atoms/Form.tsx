"use client";

import { useRef, type ComponentProps } from "react";
import { useEarly } from "./useEarly.ts";

type Props = Omit<ComponentProps<"form">, "action" | "method" | "onSubmit" | "onReset" | "ref"> & { readonly onSend: () => void };

/**
 * A form that loses nothing while the page's code is on its way, as on a busy server or a slow line: what was typed stays, and a press is
 * taken up once the code runs. React keeps such a press of a form whose `action` is a function; here it sends the form as the press would have.
 */
export function Form({ onSend, ...rest }: Props): React.JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  useEarly(form);
  return (
    <form
      {...rest}
      ref={form}
      // After the fields have said what was typed.
      action={() => void setTimeout(() => form.current?.requestSubmit())}
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
      // React empties a form whose action has ended; ours say themselves what they hold.
      onReset={(event) => event.preventDefault()}
    />
  );
}
