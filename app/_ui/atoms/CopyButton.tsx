"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./Button.tsx";
import { STROKE } from "./Words.tsx";
import { toast } from "./toast.ts";
import { write } from "./copy.ts";

interface Props {
  /** What is copied, or how to get it. */
  readonly text: string | (() => Promise<string>);
  readonly label: string;
  /** What has to be known about what was copied. */
  readonly said?: string;
  /** Shown beside the icon; without it only the icon stands there. */
  readonly children?: React.ReactNode;
  readonly small?: boolean;
  readonly look?: "plain" | "quiet";
}

/** Copies and says so; when the browser refuses, says that too. */
export function CopyButton({ text, label, said, children, small = true, look = "quiet" }: Props): React.JSX.Element {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await write(typeof text === "string" ? text : await text());
      if (said !== undefined) toast(said, "note");
      setDone(true);
      setTimeout(() => setDone(false), 1_500);
    } catch (cause) {
      toast(`Could not copy: ${cause instanceof Error ? cause.message : "the browser refused"}`, "wrong");
    }
  };
  const Icon = done ? Check : Copy;
  return (
    <Button
      look={look}
      small={small}
      iconOnly={children === undefined}
      aria-label={children === undefined ? label : undefined}
      title={label}
      onClick={() => void copy()}
    >
      <Icon size={16} strokeWidth={STROKE} aria-hidden />
      {children === undefined ? null : done ? "Copied" : children}
      <span role="status" className="visually-hidden">
        {done ? "Copied" : ""}
      </span>
    </Button>
  );
}
