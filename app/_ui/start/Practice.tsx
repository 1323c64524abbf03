"use client";

import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { send } from "../investigation/send.ts";
import styles from "./start.module.css";

interface Props {
  readonly incidents: readonly { readonly id: string; readonly title: string; readonly say: string }[];
}

/** A whole investigation in one click, without a host of one's own. */
export function Practice({ incidents }: Props): React.JSX.Element | null {
  const router = useRouter();
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const first = incidents[0];
  if (first === undefined) return null;
  const start = async (incident: string): Promise<void> => {
    setBusy(incident);
    setWrong(null);
    const sent = await send("/api/v1/investigations", { do: "practice", incident });
    if (sent.ok && sent.id !== undefined) return router.push(`/investigations/${sent.id}`);
    setBusy(null);
    setWrong(sent.ok ? "The server did not name the investigation." : sent.message);
  };
  return (
    <section className={styles.practice} aria-label="Practice">
      <h2>Try it on a practice host</h2>
      <p>{first.say}</p>
      {incidents.map(({ id, title }) => (
        <Button key={id} disabled={busy !== null} onClick={() => void start(id)}>
          <Play size={16} strokeWidth={STROKE} aria-hidden />
          {busy === id ? "Starting" : incidents.length === 1 ? "Start practice" : title}
        </Button>
      ))}
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </section>
  );
}
