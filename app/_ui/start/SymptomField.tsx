"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useId, useRef, useState } from "react";
import { Key } from "../atoms/Chip.tsx";
import { Form } from "../atoms/Form.tsx";
import { Marked } from "../atoms/Marked.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { countWords } from "../atoms/format.ts";
import { useDraft } from "../investigation/useDraft.ts";
import { medianWords, namedIn, type RunCounts } from "../runbooks/runs.ts";
import { matchesFor, type IncidentType } from "./matches.ts";
import styles from "./start.module.css";

/** Who has not found it among six types on, or looks at all of them on their page. What runs has to stay in view below. */
const MOST = 6;

/** One field: what is said ranks the incident types, with the words that made each match. */
export function SymptomField({ types }: { readonly types: readonly IncidentType[] }): React.JSX.Element {
  const router = useRouter();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useDraft("symptom", field);
  const [at, setAt] = useState(0);
  const list = useId();
  const all = matchesFor(types, typed);
  const matches = all.slice(0, MOST);
  const formOf = (id: string): string => `/new/${id}${typed.trim() === "" ? "" : `?q=${encodeURIComponent(typed.trim())}`}`;
  const openChosen = (): void => {
    const chosen = matches[at];
    if (chosen !== undefined) router.push(formOf(chosen.type.id));
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt(matches.length === 0 ? 0 : (at + (event.key === "ArrowDown" ? 1 : -1) + matches.length) % matches.length);
    }
  };
  return (
    <Form className={styles.combo} role="search" data-untyped={typed.trim() === "" || undefined} onSend={openChosen}>
      <div className={styles.query}>
        <Search size={20} strokeWidth={STROKE} aria-hidden />
        <input
          ref={field}
          data-keep="symptom"
          autoFocus
          value={typed}
          aria-label="What is going wrong?"
          placeholder="packets are lost since Tuesday"
          autoComplete="off"
          enterKeyHint="go"
          role="combobox"
          aria-expanded={matches.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={matches.length === 0 ? undefined : `${list}${at}`}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div role="listbox" id={list} aria-label="Incident types">
        {matches.map(({ type, title, symptom }, index) => (
          <Link
            key={type.id}
            id={`${list}${index}`}
            role="option"
            tabIndex={-1}
            href={formOf(type.id)}
            prefetch={false}
            aria-selected={index === at}
            className={styles.match}
            onMouseMove={() => setAt(index)}
          >
            <i>{index + 1}</i>
            <div>
              <b>
                <Marked parts={title} />
              </b>
              <p>
                <Marked parts={symptom} />
                <span className={styles.past}>{pastWords(type.runs)}</span>
              </p>
            </div>
            <div className={styles.meta}>
              <code>{type.id}</code>
              {countWords(type.hypotheses, "hypothesis", "hypotheses")} · {effortWords(type)}
            </div>
          </Link>
        ))}
      </div>
      {matches.length === 0 ? (
        <p className={styles.none} role="status">
          No incident type knows these words. Try what the customer sees: loss, slow, timeout. Or let{" "}
          <Link href={formOf("first-look")} prefetch={false}>
            a first look
          </Link>{" "}
          say what moves on the hosts in doubt.
        </p>
      ) : null}
      <div className={styles.hints}>
        <span className={styles.keys}>
          <Key>↑</Key>
          <Key>↓</Key> choose
        </span>
        <span className={styles.keys}>
          <Key>↵</Key> open its form
        </span>
        <span className="grow" />
        <span>
          {typed.trim() === "" || all.length === 0 ? (
            <Link href="/runbooks">All {countWords(types.length, "incident type")}</Link>
          ) : (
            `${all.length} of ${countWords(types.length, "incident type")} ${all.length === 1 ? "matches" : "match"}; ranked by the words of their symptoms`
          )}
        </span>
      </div>
    </Form>
  );
}

/** What it came to here before: " It named the cause in 3 of its last 9 runs." */
function pastWords(runs: RunCounts | null): string {
  if (runs === null || runs.concluded === 0) return "";
  return ` · named a cause in ${namedIn(runs)} of ${countWords(runs.concluded, "run")} here`;
}

/** How long its runs take; how many tests it has while nobody knows. */
function effortWords({ runs, tests }: IncidentType): string {
  const median = runs?.medianSeconds ?? null;
  return median === null ? countWords(tests, "test") : `median ${medianWords(median)}`;
}
