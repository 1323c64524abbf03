"use client";

import { Play } from "lucide-react";
import Link from "next/link";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { countWords } from "../atoms/format.ts";
import styles from "./start.module.css";
import { usePractice } from "./usePractice.ts";

interface Props {
  readonly incidents: readonly { readonly id: string; readonly title: string; readonly say: string; readonly seconds: number }[];
}

/** A whole investigation in one click, without a host of one's own: the first incident here, the others on their page. */
export function Practice({ incidents }: Props): React.JSX.Element | null {
  const { busy, wrong, start } = usePractice();
  const [first, ...others] = incidents;
  if (first === undefined) return null;
  return (
    <section className={styles.practice} aria-label="Practice">
      <h2>Try it on a practice host</h2>
      <p>
        A recorded incident over real SSH, from symptom to verdict in about {first.seconds} seconds. Needs no host of yours and changes
        nothing.
      </p>
      <blockquote className={styles.story}>{first.say}</blockquote>
      <Form onSend={() => void start(first.id)}>
        <Button type="submit" disabled={busy !== null}>
          <Play size={16} strokeWidth={STROKE} aria-hidden />
          {busy === first.id ? "Starting" : "Start practice"}
        </Button>
      </Form>
      {others.length === 0 ? null : (
        <>
          <ul className={styles.others} aria-label="More practice incidents">
            {others.map(({ id, title }) => (
              <li key={id}>
                <Link href={`/practice#${id}`} prefetch={false}>
                  {title}
                </Link>
              </li>
            ))}
          </ul>
          <Link href="/practice" className={styles.all}>
            All {countWords(incidents.length, "practice incident")}
          </Link>
        </>
      )}
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </section>
  );
}
