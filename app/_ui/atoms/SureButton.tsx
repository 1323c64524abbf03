"use client";

import { useState, type ComponentProps } from "react";
import { Button } from "./Button.tsx";

type Props = Omit<ComponentProps<typeof Button>, "onClick" | "onBlur" | "type"> & {
  /** What it says when it was pressed once. */
  readonly sure: string;
  readonly onSure: () => void;
};

/** For what cannot be undone: the first press asks, the second one does it, and looking elsewhere takes the question back. */
export function SureButton({ sure, onSure, children, look, iconOnly = false, "aria-label": label, ...rest }: Props): React.JSX.Element {
  const [asked, setAsked] = useState(false);
  const press = (): void => {
    setAsked(!asked);
    if (asked) onSure();
  };
  return (
    <Button
      {...rest}
      look={asked ? "stop" : (look ?? "plain")}
      iconOnly={iconOnly && !asked}
      aria-label={asked ? undefined : label}
      onBlur={() => setAsked(false)}
      onClick={press}
    >
      {asked ? sure : children}
    </Button>
  );
}
