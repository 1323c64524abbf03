"use client";

import { useRef } from "react";
import { Button } from "../atoms/Button.tsx";
import styles from "./insights.module.css";
import { RANGES } from "./range.ts";

/** A plain form whose choices are its address; with scripts, choosing is enough. */
export function RangeForm({
  range,
  type,
  types,
}: {
  readonly range: string;
  readonly type: string;
  readonly types: readonly { readonly id: string; readonly title: string }[];
}): React.JSX.Element {
  const form = useRef<HTMLFormElement>(null);
  const go = (): void => form.current?.requestSubmit();
  return (
    <form ref={form} action="/insights" className={styles.range}>
      <label>
        <span>range</span>
        <select name="range" defaultValue={range} onChange={go}>
          {RANGES.map(({ id, say }) => (
            <option key={id} value={id}>
              {say}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>incident type</span>
        <select name="type" defaultValue={type} onChange={go}>
          <option value="">all types</option>
          {types.map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <Button small type="submit" className={styles.show}>
        Show
      </Button>
      <Button small className={styles.print} onClick={() => print()}>
        Print
      </Button>
    </form>
  );
}
