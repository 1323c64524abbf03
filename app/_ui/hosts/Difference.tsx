import type { SetupDifference } from "#server/read/snapshots.ts";
import { Empty } from "../atoms/Place.tsx";
import { Time } from "../atoms/Time.tsx";
import styles from "./hosts.module.css";

type Each = SetupDifference["differing"][number];

/** What two snapshots differ in: first what may matter to packets, the rest folded, what is the same only counted. */
export function Difference({ found }: { readonly found: SetupDifference }): React.JSX.Element {
  const { a, b, between, compared, differing, unknown } = found;
  const matters = differing.filter((each) => each.matters);
  const rest = differing.filter((each) => !each.matters);
  const names = between === "hosts" ? ([a.host, b.host] as const) : (["then", "now"] as const);
  return (
    <>
      <p className={styles.sum}>
        {between === "hosts" ? (
          <>
            Two hosts: {a.host} (<Time at={a.at.toISOString()} as="full" />) and {b.host} (<Time at={b.at.toISOString()} as="full" />
            ). Routes and rules of their own are not compared.
          </>
        ) : (
          <>
            {a.host} at two times: <Time at={a.at.toISOString()} as="full" /> and <Time at={b.at.toISOString()} as="full" />.
          </>
        )}{" "}
        {(compared - differing.length).toLocaleString("en")} of {compared.toLocaleString("en")} settings, versions and properties are the
        same.
      </p>
      {matters.length === 0 ? (
        <Empty title={differing.length === 0 ? "Nothing differs." : "Nothing differs that is known to matter to packets."} />
      ) : (
        <Rows names={names} rows={matters} />
      )}
      {rest.length === 0 ? null : (
        <details className={styles.more}>
          <summary>
            {rest.length} more {rest.length === 1 ? "difference" : "differences"} that rarely {rest.length === 1 ? "matters" : "matter"}
          </summary>
          <Rows names={names} rows={rest} />
        </details>
      )}
      {unknown.length === 0 ? null : (
        <details className={styles.more}>
          <summary>{unknown.length} things could not be read, and are not compared</summary>
          <ul className={styles.unknown}>
            {unknown.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Rows({
  names: [one, other],
  rows,
}: {
  readonly names: readonly [string, string];
  readonly rows: readonly Each[];
}): React.JSX.Element {
  return (
    <table className={styles.diff}>
      <thead>
        <tr>
          <th>what</th>
          <th>{one}</th>
          <th>{other}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.area} ${row.key}`}>
            <td>
              <code>{row.key}</code> <span className={styles.area}>{row.area}</span>
            </td>
            <td data-of={one}>
              <code>{row.one}</code>
            </td>
            <td data-of={other}>
              <code>{row.other}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
