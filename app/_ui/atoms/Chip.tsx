import { clsx } from "clsx";
import styles from "./atoms.module.css";

/** A host, always by the name people gave it; `sick` once a verdict put a cause there. */
export function HostChip({
  name,
  role,
  sick = false,
  onPanel = false,
}: {
  readonly name: string;
  readonly role?: string;
  readonly sick?: boolean;
  readonly onPanel?: boolean;
}): React.JSX.Element {
  return (
    <span className={clsx(styles.chip, sick && styles.sick, onPanel && styles.onPanel)}>
      <code>{name}</code> {role}
      {sick ? <span className="visually-hidden">(the cause is here)</span> : null}
    </span>
  );
}

export function Chip({ children }: { readonly children: React.ReactNode }): React.JSX.Element {
  return <span className={styles.chip}>{children}</span>;
}

export function Avatar({ name }: { readonly name: string }): React.JSX.Element {
  return (
    <span className={styles.avatar} aria-hidden>
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== "");
  return words.length > 1 ? `${words[0]?.[0] ?? ""}${words.at(-1)?.[0] ?? ""}` : name.slice(0, 2);
}

export function Key({ children }: { readonly children: React.ReactNode }): React.JSX.Element {
  return <kbd className={styles.kbd}>{children}</kbd>;
}
