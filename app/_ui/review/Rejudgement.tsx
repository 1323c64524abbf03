import type { Runbook, Standing, Verdict } from "#machines/contract/index.ts";
import type { Rejudged } from "#server/read/rejudge.ts";
import { countWords } from "../atoms/format.ts";
import { Outcome, Word } from "../atoms/Words.tsx";
import styles from "./pages.module.css";
import { standingRows } from "./standings.ts";

interface Props {
  readonly result: Rejudged;
  readonly version: number;
  readonly runbook: Runbook;
  readonly hosts: Readonly<Record<string, string>>;
  readonly removed: number;
}

/** What was said then and what this version says of the same outputs, with what differs first. */
export function Rejudgement({ result, version, runbook, hosts, removed }: Props): React.JSX.Element {
  const { told, verdict, differences, readings, wanting } = result;
  const rows = standingRows(told, verdict);
  const same = differences.length === 0;
  return (
    <div className={styles.page}>
      <p className={styles.lead}>
        <b>
          {told === null
            ? "It was stopped before a verdict; this is what its observations come to."
            : same
              ? "It comes to the same verdict."
              : `It comes to ${countWords(differences.length, "difference")}.`}
        </b>{" "}
        The stored outputs were read by today&apos;s parsers and judged by version {runbook.version}
        {runbook.version === version ? ", the one that judged it then" : ""}. Nothing ran on a host, and the log is as it was.
        {removed === 0
          ? ""
          : ` ${countWords(removed, "raw output was", "raw outputs were")} removed since: their readings stand as they were told.`}
      </p>
      <div className={styles.two}>
        <Side title={`Version ${version}, then`} verdict={told} />
        <Side title={`Version ${runbook.version}, today`} verdict={verdict} />
      </div>
      <h2>Standings</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>hypothesis</th>
            <th className={styles.wide}>host</th>
            <th>then</th>
            <th>today</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ instance, hypothesis, host, a, b, differs }) => (
            <tr key={instance} data-differs={differs || undefined}>
              <td>
                <code>{hypothesis}</code>
                {differs ? <small> differs</small> : null}
                {host === undefined ? null : <small className={styles.narrow}>{hosts[host] ?? host}</small>}
              </td>
              <td className={styles.wide}>{host === undefined ? "" : (hosts[host] ?? host)}</td>
              <td>
                <Stands standing={a} />
              </td>
              <td>
                <Stands standing={b} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Listed title="Read otherwise today" items={readings} />
      <Listed
        title="Would have been asked for, and was not collected then"
        items={wanting.map(({ test, host }) => `${test} on ${hosts[host] ?? host}: unknown, rules nothing out`)}
      />
    </div>
  );
}

function Side({ title, verdict }: { readonly title: string; readonly verdict: Verdict | null }): React.JSX.Element {
  return (
    <section className={styles.side} aria-label={title}>
      <h3>{title}</h3>
      {verdict === null ? (
        <p className="dim">No verdict.</p>
      ) : (
        <>
          <Outcome status="concluded" verdict={verdict.kind} certainty={verdict.causes[0]?.certainty ?? null} />
          <p>{verdict.say}</p>
          {verdict.causes.map(({ instance, because }) => (
            <p key={instance} className="mid">
              {because}
            </p>
          ))}
        </>
      )}
    </section>
  );
}

export function Stands({ standing }: { readonly standing: Standing | null }): React.JSX.Element {
  return standing === null ? <span className="dim">not held against the others</span> : <Word kind={standing} />;
}

function Listed({ title, items }: { readonly title: string; readonly items: readonly string[] }): React.JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <details className={styles.listed} open={items.length < 8}>
      <summary>
        {title} <small>{items.length}</small>
      </summary>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </details>
  );
}
