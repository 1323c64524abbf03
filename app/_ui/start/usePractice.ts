"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { send } from "../investigation/send.ts";

export interface PracticeStart {
  /** The incident that is being started. */
  readonly busy: string | null;
  readonly wrong: string | null;
  readonly start: (incident: string) => Promise<void>;
}

/** Starts a practice incident and goes to its investigation. */
export function usePractice(): PracticeStart {
  const router = useRouter();
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const start = async (incident: string): Promise<void> => {
    setBusy(incident);
    setWrong(null);
    const sent = await send("/api/v1/investigations", { do: "practice", incident });
    if (sent.ok && sent.id !== undefined) return router.push(`/investigations/${sent.id}`);
    setBusy(null);
    setWrong(sent.ok ? "The server did not name the investigation." : sent.message);
  };
  return { busy, wrong, start };
}
