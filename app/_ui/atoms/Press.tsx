"use client";

import { useRef, type ComponentProps } from "react";
import { later } from "./later.ts";

const pressing = later(() => import("./press-again.ts"));

export type PressProps = Omit<ComponentProps<"form">, "action" | "method" | "onSubmit" | "onReset"> & {
  readonly ref?: React.RefObject<HTMLFormElement | null>;
  /** `pressed`: the value of the button, where there are several. */
  readonly onSend: (pressed: string) => void;
};

/**
 * A form of buttons alone: a press counts while the page's code is on its way, too. React keeps a press of a form whose `action` is a function
 * until the code runs; here it sends the form as the press would have.
 */
export function Press({ onSend, ref, ...rest }: PressProps): React.JSX.Element {
  const own = useRef<HTMLFormElement>(null);
  const form = ref ?? own;
  return (
    <form
      {...rest}
      ref={form}
      // Its code comes when there is such a press; by then the fields have said what was typed.
      action={(early) => void pressing().then(({ pressAgain }) => pressAgain(form.current, early))}
      onSubmit={(event) => {
        event.preventDefault();
        const { submitter } = event.nativeEvent as SubmitEvent;
        onSend(submitter instanceof HTMLButtonElement ? submitter.value : "");
      }}
      // React empties a form whose action has ended; ours say themselves what they hold.
      onReset={(event) => event.preventDefault()}
    />
  );
}
