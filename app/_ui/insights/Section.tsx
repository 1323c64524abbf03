import styles from "./insights.module.css";

/** One chart with its numbers as a table behind it. */
export function Section({
  title,
  about,
  wide = false,
  table,
  children,
}: {
  readonly title: string;
  readonly about: string;
  readonly wide?: boolean;
  /** Absent where what is shown is a table. */
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };
  readonly children: React.ReactNode;
}): React.JSX.Element {
  return (
    <section className={wide ? styles.wide : undefined} aria-label={title}>
      <h2>
        {title} <small>{about}</small>
      </h2>
      {children}
      {table === undefined ? null : (
        <details className={styles.behind}>
          <summary>table</summary>
          <div className={styles.scroll} tabIndex={0} role="region" aria-label={`${title}, table`}>
            <table>
              <thead>
                <tr>
                  {table.head.map((name) => (
                    <th key={name}>{name}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map((row) => (
                  <tr key={String(row[0])}>
                    {row.map((value, at) => (
                      <td key={table.head[at]} className={typeof value === "number" ? "number" : undefined}>
                        {value}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </section>
  );
}
