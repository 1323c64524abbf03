"use client";

import { Plus, X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { Time } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { address, FILTERS, OUTCOMES, SIGNED, TITLES, without, type FilterName, type Filters } from "./filters.ts";
import styles from "./history.module.css";

interface Props {
  readonly filters: Filters;
  readonly types: readonly { readonly id: string; readonly title: string }[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly causes: readonly string[];
  /** Names of people by id, and of the investigation that a watch began with. */
  readonly names: Readonly<Record<string, string>>;
}

/** What is filtered by, each removable, and a form to filter by more. Both are the address and nothing else. */
export function FilterRow(props: Props): React.JSX.Element {
  const { filters, names } = props;
  const [open, setOpen] = useState(false);
  const set = FILTERS.filter((name) => filters[name] !== undefined);
  return (
    <>
      <div className={styles.chips}>
        {set.map((name) => (
          <Link key={name} href={address(without(filters, name))} className={styles.chip} aria-label={`Remove the filter ${TITLES[name]}`}>
            <span>{TITLES[name]}</span> <b>{valueOf(name, filters[name] ?? "", names)}</b>
            <X size={14} strokeWidth={STROKE} aria-hidden />
          </Link>
        ))}
        <Form onSend={() => setOpen(!open)}>
          <Button small look="quiet" type="submit" aria-expanded={open}>
            <Plus size={16} strokeWidth={STROKE} aria-hidden />
            Filter
          </Button>
        </Form>
      </div>
      {open ? <FilterForm {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function valueOf(name: FilterName, value: string, names: Props["names"]): React.ReactNode {
  if (name === "outcome") return OUTCOMES[value] ?? value;
  if (name === "signed") return SIGNED[value] ?? value;
  if (name === "by" || name === "held" || name === "watch") return names[value] ?? value;
  if (name === "status" && value === "open") return "not ended";
  return (name === "since" || name === "until") && /^\d{4}-\d{2}-\d{2}$/.test(value) ? <Time at={`${value}T12:00:00Z`} as="date" /> : value;
}

function FilterForm({ filters, types, people, causes, onClose }: Props & { readonly onClose: () => void }): React.JSX.Element {
  return (
    <form
      action="/history"
      className={styles.form}
      aria-label="Filters"
      onKeyDown={(event) => (event.key === "Escape" ? onClose() : undefined)}
    >
      {filters.q === undefined ? null : <input type="hidden" name="q" value={filters.q} />}
      {filters.status === undefined ? null : <input type="hidden" name="status" value={filters.status} />}
      {filters.held === undefined ? null : <input type="hidden" name="held" value={filters.held} />}
      {filters.watch === undefined ? null : <input type="hidden" name="watch" value={filters.watch} />}
      <Choice name="type" filters={filters} options={types.map(({ id }) => [id, id])} first />
      <Choice name="outcome" filters={filters} options={Object.entries(OUTCOMES)} />
      <Typed name="cause" filters={filters} options={causes} />
      <Typed name="host" filters={filters} />
      <Choice name="by" filters={filters} options={people.map(({ id, name }) => [id, name])} />
      <Choice name="signed" filters={filters} options={Object.entries(SIGNED)} />
      <Typed name="since" filters={filters} type="date" />
      <Typed name="until" filters={filters} type="date" />
      <Button type="submit" look="primary">
        Filter
      </Button>
    </form>
  );
}

function Choice({
  name,
  filters,
  options,
  first = false,
}: {
  readonly name: FilterName;
  readonly filters: Filters;
  readonly options: readonly (readonly [string, string])[];
  readonly first?: boolean;
}): React.JSX.Element {
  return (
    <label>
      {TITLES[name]}
      <select name={name} defaultValue={filters[name] ?? ""} autoFocus={first}>
        <option value="">any</option>
        {options.map(([value, say]) => (
          <option key={value} value={value}>
            {say}
          </option>
        ))}
      </select>
    </label>
  );
}

function Typed({
  name,
  filters,
  options,
  type = "text",
}: {
  readonly name: FilterName;
  readonly filters: Filters;
  readonly options?: readonly string[];
  readonly type?: "text" | "date";
}): React.JSX.Element {
  return (
    <label>
      {TITLES[name]}
      <input
        name={name}
        type={type}
        defaultValue={filters[name] ?? ""}
        list={options === undefined ? undefined : `filter-${name}`}
        autoComplete="off"
      />
      {options === undefined ? null : (
        <datalist id={`filter-${name}`}>
          {options.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      )}
    </label>
  );
}
