"use client";

import { clsx } from "clsx";
import { BadgeCheck, BadgeX } from "lucide-react";
import Link from "next/link";
import { Fragment, useCallback, useEffect, useRef, useState } from "react";
import { firstOfId } from "#machines/journal/watch-part.ts";
import { Avatar } from "../atoms/Chip.tsx";
import { clockWords } from "../atoms/format.ts";
import { Marked } from "../atoms/Marked.tsx";
import { When } from "../atoms/Time.tsx";
import { Outcome, STROKE } from "../atoms/Words.tsx";
import { InvestigationHead } from "../lists/InvestigationHead.tsx";
import { causelessWords, endsWords, partWords, standsFor, type InvestigationItem } from "../lists/item.ts";
import { address, type Filters } from "./filters.ts";
import styles from "./history.module.css";
import { isTyping } from "./keys.ts";
import { Selection } from "./Selection.tsx";

/** Why each row was found, by its id: where, and the text around the match, of which odd parts are what was looked for. */
export type Whys = Readonly<Record<string, readonly { readonly where: string; readonly parts: readonly string[] }[]>>;

/** j and k go down and up, Enter opens, x selects. The row that is gone to has the focus, so that it is also read out. */
export function HistoryTable({
  items,
  why,
  filters,
}: {
  readonly items: readonly InvestigationItem[];
  readonly why: Whys;
  readonly filters: Filters;
}): React.JSX.Element {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const body = useRef<HTMLTableSectionElement>(null);
  // What was imported may have any id, also one that every object has something under.
  const whyOf = (id: string): Whys[string] | undefined => (Object.hasOwn(why, id) ? why[id] : undefined);
  const selected = items.filter(({ id }) => chosen.has(id));
  const toggle = useCallback((id: string): void => {
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      const rows = [...(body.current?.querySelectorAll<HTMLElement>("tr[data-id]") ?? [])];
      const at = rows.findIndex((row) => row.contains(document.activeElement));
      if (event.key === "j" || event.key === "k") {
        const next = at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)));
        event.preventDefault();
        rows[next]?.querySelector("a")?.focus();
      } else if (event.key === "x" && at !== -1) {
        const id = rows[at]?.dataset["id"];
        if (id !== undefined) toggle(id);
      } else if (event.key === "Escape") setChosen(new Set());
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [toggle]);
  return (
    <>
      <div className={styles.wrap}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>
                <span className="visually-hidden">selected</span>
              </th>
              <InvestigationHead />
            </tr>
          </thead>
          <tbody ref={body}>
            {items.map((item) => (
              <Fragment key={item.id}>
                <Row
                  item={item}
                  chosen={chosen.has(item.id)}
                  below={whyOf(item.id) !== undefined ? "why" : standsFor(item) > 1 ? "watch" : null}
                  onToggle={toggle}
                />
                <Found id={item.id} why={whyOf(item.id)} />
                <OfWatch item={item} filters={filters} />
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      {selected.length === 0 ? null : <Selection items={selected} onClear={() => setChosen(new Set())} />}
    </>
  );
}

/** Below a row that was looked for: where it has the words. */
function Found({ id, why }: { readonly id: string; readonly why: Whys[string] | undefined }): React.JSX.Element | null {
  if (why === undefined) return null;
  return (
    <tr className={styles.why}>
      <td />
      <td colSpan={COLUMNS} id={`why-${id}`}>
        {why.map(({ where, parts }, index) => (
          <span key={`${index} ${where}`}>
            <b>{where}</b>
            {parts.join("") === "" ? "" : ": "}
            <Marked parts={parts} />
          </span>
        ))}
      </td>
    </tr>
  );
}

/** Below a row that stands for a whole watch: how all of it ended, and the way to each. */
function OfWatch({ item, filters }: { readonly item: InvestigationItem; readonly filters: Filters }): React.JSX.Element | null {
  const all = standsFor(item);
  if (all === 1) return null;
  return (
    <tr className={styles.why}>
      <td />
      <td colSpan={COLUMNS} id={`watch-${item.id}`}>
        <Link href={address(filters, { watch: firstOfId(item.id) })} prefetch={false}>
          Watch, {all} investigations
        </Link>{" "}
        <span>{endsWords(item)}</span>
      </td>
    </tr>
  );
}

const COLUMNS = 9;

function Row({
  item,
  chosen,
  below,
  onToggle,
}: {
  readonly item: InvestigationItem;
  readonly chosen: boolean;
  /** A line below tells why it is here, or what it stands for. */
  readonly below: "why" | "watch" | null;
  readonly onToggle: (id: string) => void;
}): React.JSX.Element {
  const { id, number, title, runbookId, hostNames, cause, createdAt, endedAt, commands, startedByName } = item;
  return (
    <tr data-id={id} data-chosen={chosen || undefined} data-found={below !== null || undefined}>
      <td className={styles.check}>
        <input type="checkbox" checked={chosen} onChange={() => onToggle(id)} aria-label={`Select INV-${number}`} />
      </td>
      <td className={styles.name}>
        <Part item={item} />
        <Link
          href={`/investigations/${id}`}
          prefetch={false}
          title={`${title}, INV-${number}`}
          {...(below === null ? {} : { "aria-describedby": `${below}-${id}` })}
        >
          {title}
        </Link>
      </td>
      <td className={styles.optional}>
        <code>{runbookId}</code>
      </td>
      <td className={styles.optional} title={hostNames.join(", ")}>
        {hostNames.join(", ")}
      </td>
      <td>
        <Outcome {...item} /> <Signed item={item} />
        {cause === null ? null : <code className={styles.narrow}>{cause}</code>}
      </td>
      <td className={styles.optional}>{cause === null ? <span className="dim">{causelessWords(item)}</span> : <code>{cause}</code>}</td>
      <td className={`number ${styles.optional}`}>{endedAt === null ? "–" : clockWords(Date.parse(endedAt) - Date.parse(createdAt))}</td>
      <td className={`number ${styles.optional}`}>{commands}</td>
      <td className={clsx(styles.optional, styles.by)} title={startedByName}>
        <Avatar name={startedByName} />
        <span className="visually-hidden">{startedByName}</span>
      </td>
      <td className="number">
        <When at={createdAt} />
      </td>
    </tr>
  );
}

/** They stand one after the other, as they came. */
function Part({ item }: { readonly item: InvestigationItem }): React.JSX.Element | null {
  const words = partWords(item);
  return words === null ? null : (
    <span className="dim" title={`${words} of a watch`}>
      {words} ·{" "}
    </span>
  );
}

function Signed({ item: { signedOffBy, overruled } }: { readonly item: InvestigationItem }): React.JSX.Element | null {
  if (signedOffBy === null) return null;
  const [Icon, say] = overruled ? [BadgeX, `Overruled by ${signedOffBy}`] : [BadgeCheck, `Signed off by ${signedOffBy}`];
  return (
    <span className={styles.signed} title={say}>
      <Icon size={14} strokeWidth={STROKE} aria-hidden />
      <span className="visually-hidden">{say}</span>
    </span>
  );
}
