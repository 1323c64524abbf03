"use client";

import { Printer } from "lucide-react";
import { Button } from "../atoms/Button.tsx";
import { STROKE } from "../atoms/Words.tsx";

export function PrintButton(): React.JSX.Element {
  return (
    <Button small look="primary" onClick={() => print()}>
      <Printer size={16} strokeWidth={STROKE} aria-hidden />
      Print
    </Button>
  );
}
