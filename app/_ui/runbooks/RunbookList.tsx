"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { useRef, useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Marked } from "../atoms/Marked.tsx";
import { Empty } from "../atoms/Place.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { countWords } from "../atoms/format.ts";
import lists from "../lists/lists.module.css";
import { matchesFor } from "../start/matches.ts";
import styles from "./runbooks.module.css";
import { runsWords, type RunCounts } from "./runs.ts";

interface Line {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly symptoms: readonly string[];
  readonly hypotheses: number;
  readonly tests: number;
  readonly cases: number;
  readonly statistics: RunCounts | null;
}

/** The catalogue. What is typed ranks it by symptoms and stands in the address. */
export function RunbookList({ lines, asked }: { readonly lines: readonly Line[]; readonly asked: string }): React.JSX.Element {
  const [typed, setTyped] = useState(asked);
  const field = useRef<HTMLInputElement>(null);
  const search = (text: string): void => {
    setTyped(text);
    history.replaceState(null, "", text.trim() === "" ? "/runbooks" : `/runbooks?q=${encodeURIComponent(text.trim())}`);
  };
  const matches = matchesFor(lines, typed);
  return (
    <>
      <form action="/runbooks" role="search" className={`${lists.search} ${styles.search}`} onSubmit={(event) => event.preventDefault()}>
        <Search size={16} strokeWidth={STROKE} aria-hidden />
        <input
          ref={field}
          type="search"
          name="q"
          value={typed}
          placeholder="Symptom, as the customer says it"
          aria-label="Search runbooks"
          autoComplete="off"
          onChange={(event) => search(event.target.value)}
        />
      </form>
      <p role="status" className="visually-hidden">
        {typed.trim() === "" ? "" : `${countWords(matches.length, "runbook matches", "runbooks match")}`}
      </p>
      {matches.length === 0 ? (
        <Empty
          title="No runbook knows these words."
          acts={
            <Button
              small
              onClick={() => {
                search("");
                field.current?.focus();
              }}
            >
              Show all {lines.length}
            </Button>
          }
        >
          Try what is seen from outside: loss, slow, timeout, hangs.
        </Empty>
      ) : (
        <ol className={styles.list}>
          {matches.map(({ type, title, symptom }) => (
            <li key={type.id}>
              <div>
                <Link href={`/runbooks/${type.id}`}>
                  <Marked parts={title} />
                </Link>
                <p>
                  <Marked parts={symptom} />
                </p>
              </div>
              <div className={styles.meta}>
                <span>
                  <code>{type.id}</code> v{type.version}
                </span>
                <span>
                  {countWords(type.hypotheses, "hypothesis", "hypotheses")} · {countWords(type.tests, "test")} ·{" "}
                  {countWords(type.cases, "case")}
                </span>
                <span>{runsWords(type.statistics)}</span>
              </div>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
