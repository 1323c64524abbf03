"use client";

import { Search } from "lucide-react";
import { useEffect, useRef } from "react";
import { Key } from "../atoms/Chip.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { FILTERS, type Filters } from "./filters.ts";
import styles from "./history.module.css";
import { isTyping } from "./keys.ts";

/** A plain form: it works before any script has come. `/` goes to it from anywhere on the page. */
export function SearchField({ filters }: { readonly filters: Filters }): React.JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "/" || isTyping(event)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <form action="/history" role="search" className={styles.search}>
      <Search size={16} strokeWidth={STROKE} aria-hidden />
      <input
        ref={field}
        type="search"
        name="q"
        defaultValue={filters.q ?? ""}
        placeholder="Symptom, host, cause, note, output"
        aria-label="Search the history"
        aria-keyshortcuts="/"
      />
      {FILTERS.map((name) => (filters[name] === undefined ? null : <input key={name} type="hidden" name={name} value={filters[name]} />))}
      <Key>/</Key>
    </form>
  );
}
