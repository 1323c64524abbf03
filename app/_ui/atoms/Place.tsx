import { clsx } from "clsx";
import styles from "./atoms.module.css";

/** What stands where a list has nothing: why, and what to do. */
export function Empty({
  title,
  children,
  acts,
}: {
  readonly title: string;
  readonly children?: React.ReactNode;
  readonly acts?: React.ReactNode;
}): React.JSX.Element {
  return (
    <div className={styles.empty}>
      <b>{title}</b>
      {children === undefined ? null : <p>{children}</p>}
      {acts === undefined ? null : <div className={styles.acts}>{acts}</div>}
    </div>
  );
}

/** Shown after 300 ms only; faster answers never flash it. */
export function Skeleton({ rows = 6 }: { readonly rows?: number }): React.JSX.Element {
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row}>
          <i />
          <i style={{ width: `${34 + ((row * 17) % 40)}%` }} />
          <i />
        </div>
      ))}
    </div>
  );
}

export function Banner({
  tone = "plain",
  icon,
  children,
  act,
  live = false,
}: {
  readonly tone?: "plain" | "warn" | "hardStop";
  readonly icon: React.ReactNode;
  readonly children: React.ReactNode;
  readonly act?: React.ReactNode;
  readonly live?: boolean;
}): React.JSX.Element {
  return (
    <div className={clsx(styles.banner, tone !== "plain" && styles[tone])} role={live ? "status" : undefined}>
      {icon}
      <div className="grow">{children}</div>
      {act}
    </div>
  );
}
