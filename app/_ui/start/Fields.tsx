"use client";

import { Plus, X } from "lucide-react";
import { useId } from "react";
import type { InputSpec, RoleSpec } from "#machines/contract/index.ts";
import { Button } from "../atoms/Button.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./start.module.css";

export interface HostDraft {
  readonly at: string;
  readonly netns: string;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly wrong?: string | undefined;
  readonly optional?: boolean;
  readonly children: (ids: { readonly id: string; readonly describedBy: string }) => React.ReactNode;
}

export function Field({ label, hint, wrong, optional = false, children }: FieldProps): React.JSX.Element {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {label} {optional ? <small>optional</small> : null}
      </label>
      <div className={styles.control}>
        {children({ id, describedBy: `${id}hint` })}
        <small id={`${id}hint`}>{wrong === undefined ? hint : <span className={styles.wrong}>{wrong}</span>}</small>
      </div>
    </div>
  );
}

interface RoleProps {
  readonly spec: RoleSpec;
  readonly drafts: readonly HostDraft[];
  readonly wrong: (index: number) => string | undefined;
  readonly roleWrong: string | undefined;
  readonly suggestions: string;
  readonly withNetns: boolean;
  /** The first thing that is asked here: whoever comes from the start page types on. */
  readonly first: boolean;
  readonly onChange: (drafts: readonly HostDraft[]) => void;
}

/** The hosts that take one role: typed, or chosen from the inventory. */
export function RoleField({ spec, drafts, wrong, roleWrong, suggestions, withNetns, first, onChange }: RoleProps): React.JSX.Element {
  const id = useId();
  const set = (index: number, draft: Partial<HostDraft>): void =>
    onChange(drafts.map((one, at) => (at === index ? { ...one, ...draft } : one)));
  const most = spec.most ?? 1;
  const complaint = drafts.map((_, index) => wrong(index)).find((one) => one !== undefined) ?? roleWrong;
  return (
    <div className={styles.field}>
      <label htmlFor={`${id}0`}>
        {spec.title} {spec.required ? null : <small>optional</small>}
      </label>
      <div className={styles.control}>
        {drafts.map((draft, index) => (
          <div key={index} className={styles.inline}>
            <input
              id={`${id}${index}`}
              className="mono"
              value={draft.at}
              list={suggestions}
              placeholder="[user@]address[:port]"
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              autoFocus={first && index === 0}
              aria-label={drafts.length > 1 ? `${spec.title} ${index + 1}` : undefined}
              aria-invalid={wrong(index) !== undefined || (index === 0 && roleWrong !== undefined)}
              aria-describedby={`${id}hint`}
              onChange={(event) => set(index, { at: event.target.value })}
            />
            {withNetns ? (
              <input
                className="mono"
                value={draft.netns}
                placeholder="network namespace"
                aria-label={`Network namespace of ${spec.title}`}
                spellCheck={false}
                autoCapitalize="none"
                onChange={(event) => set(index, { netns: event.target.value })}
              />
            ) : null}
            {drafts.length > 1 ? (
              <Button
                look="quiet"
                iconOnly
                aria-label={`Remove ${spec.title} ${index + 1}`}
                onClick={() => onChange(drafts.filter((_, at) => at !== index))}
              >
                <X size={16} strokeWidth={STROKE} aria-hidden />
              </Button>
            ) : null}
          </div>
        ))}
        <small id={`${id}hint`}>{complaint === undefined ? spec.about : <span className={styles.wrong}>{complaint}</span>}</small>
        {drafts.length < most ? (
          <div className={styles.aside}>
            <Button look="quiet" small onClick={() => onChange([...drafts, { at: "", netns: "" }])}>
              <Plus size={16} strokeWidth={STROKE} aria-hidden />
              Another {spec.title.toLowerCase()}
            </Button>
          </div>
        ) : null}
      </div>
    </div>
  );
}

export function InputField({
  spec,
  value,
  wrong,
  onChange,
}: {
  readonly spec: InputSpec;
  readonly value: string;
  readonly wrong: string | undefined;
  readonly onChange: (value: string) => void;
}): React.JSX.Element {
  return (
    <Field label={spec.title} hint={spec.about} wrong={wrong} optional={!spec.required && spec.default === undefined}>
      {({ id, describedBy }) =>
        spec.type === "choice" ? (
          <select id={id} value={value} aria-describedby={describedBy} onChange={(event) => onChange(event.target.value)}>
            {(spec.choices ?? []).map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </select>
        ) : (
          <input
            id={id}
            className="mono"
            value={value}
            placeholder={spec.example}
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            aria-invalid={wrong !== undefined}
            aria-describedby={describedBy}
            inputMode={spec.least === undefined && spec.most === undefined ? undefined : "numeric"}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
