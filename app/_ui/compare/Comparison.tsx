import Link from "next/link";
import type { Verdict } from "#machines/contract/index.ts";
import { Word } from "../atoms/Words.tsx";
import { standingRows } from "../review/standings.ts";
import { Stands } from "../review/Rejudgement.tsx";
import { visible } from "../command/visible.ts";
import styles from "../review/pages.module.css";
import { bestOf, differing, type Seen, type Side, type SideHost } from "./sides.ts";

interface Both {
  readonly a: Side;
  readonly b: Side;
  readonly ids: { readonly a: string; readonly b: string };
}

const NUMBERS = 60;

/** What differs between two investigations: standings, evidence, hosts, settings. What is the same is left out, or comes after. */
export function Comparison({ a, b, ids }: Both): React.JSX.Element {
  const same = a.runbook.id === b.runbook.id;
  return (
    <>
      {same ? null : (
        <p className={styles.lead}>
          They are of different incident types, {a.runbook.id} and {b.runbook.id}: of what only one of them has, only the causes it supports
          stand here, for nothing stands against the rest. What each came to is told above.
        </p>
      )}
      <Standings a={a} b={b} />
      <EvidenceRows a={a} b={b} ids={ids} />
      <Hosts a={a} b={b} />
      <Settings a={a} b={b} />
    </>
  );
}

const shownOf = ({ judgement }: Side): Pick<Verdict, "standings"> => ({
  standings: [...bestOf(judgement.standings).values()].map((one) => ({ ...one, instance: one.hypothesis })),
});

function Standings({ a, b }: Omit<Both, "ids">): React.JSX.Element | null {
  const same = a.runbook.id === b.runbook.id;
  const rows = standingRows(shownOf(a), shownOf(b))
    .filter((row) => same || (row.a !== null && row.b !== null) || row.a === "supported" || row.b === "supported")
    .map((row) => ({ ...row, lone: !knows(a, row.hypothesis) || !knows(b, row.hypothesis) }));
  if (rows.length === 0) return null;
  return (
    <section aria-label="Standings">
      <h2>Standings</h2>
      <div className={styles.wrap}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>hypothesis</th>
              <th>first</th>
              <th>second</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.instance} data-differs={(row.differs && !row.lone) || undefined}>
                <td>
                  <code>{row.hypothesis}</code>
                  {row.differs && !row.lone ? <small> differs</small> : null}
                </td>
                <td>{knows(a, row.hypothesis) ? <Stands standing={row.a} /> : <Unknown />}</td>
                <td>{knows(b, row.hypothesis) ? <Stands standing={row.b} /> : <Unknown />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const knows = ({ runbook }: Side, hypothesis: string): boolean => Object.hasOwn(runbook.hypotheses, hypothesis);

const Unknown = (): React.JSX.Element => <span className="dim">does not know this cause</span>;

function EvidenceRows({ a, b, ids }: Both): React.JSX.Element {
  const all = differing(a.evidence, b.evidence, { say: ({ state, saw }) => `${state} ${saw}` });
  // A prediction that fared otherwise says more than another number.
  const rows = all.toSorted((x, y) => Number(x.a?.state === x.b?.state) - Number(y.a?.state === y.b?.state)).slice(0, NUMBERS);
  return (
    <section aria-label="Evidence that differs">
      <h2>
        Evidence that differs <small>{all.length > rows.length ? `the first ${rows.length} of ${all.length}` : all.length}</small>
      </h2>
      {rows.length === 0 ? (
        <p className="dim">
          {[...a.evidence.keys()].some((key) => b.evidence.has(key))
            ? "Every prediction that was tested in both fared the same."
            : "No prediction was tested in both."}
        </p>
      ) : (
        <div className={styles.wrap}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>prediction</th>
                <th>first</th>
                <th>second</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, a: one, b: other }) => (
                <tr key={key} data-differs={one?.state !== other?.state || undefined}>
                  <td>
                    <code>{one?.hypothesis ?? other?.hypothesis}</code>{" "}
                    <small>
                      {one?.test ?? other?.test} on the {one?.role ?? other?.role}
                    </small>
                  </td>
                  <td>{one === null ? "–" : <Fared seen={one} id={ids.a} />}</td>
                  <td>{other === null ? "–" : <Fared seen={other} id={ids.b} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Fared({ seen: { state, predicted, sight, seq }, id }: { readonly seen: Seen; readonly id: string }): React.JSX.Element {
  return (
    <>
      <Word kind={state} />{" "}
      {seq === null ? (
        visible(sight)
      ) : (
        <Link
          href={`/investigations/${id}?at=${seq}#e${seq}`}
          prefetch={false}
          style={{ textDecoration: "underline", textUnderlineOffset: 3 }}
        >
          {visible(sight)}
        </Link>
      )}{" "}
      <small>
        <code>{predicted}</code>
      </small>
    </>
  );
}

function Hosts({ a, b }: Omit<Both, "ids">): React.JSX.Element {
  const roles = [...new Set([...a.hosts.keys(), ...b.hosts.keys()])];
  const title = (role: string): string => (a.runbook.roles[role] ?? b.runbook.roles[role])?.title.toLowerCase() ?? role;
  return (
    <section aria-label="Hosts">
      <h2>Hosts</h2>
      <div className={styles.wrap}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>role</th>
              <th>first</th>
              <th>second</th>
            </tr>
          </thead>
          <tbody>
            {roles.map((role) => {
              const [one, other] = [a.hosts.get(role), b.hosts.get(role)];
              return (
                <tr key={role}>
                  <td>{title(role)}</td>
                  <td>
                    <HostWords hosts={one} />
                  </td>
                  <td>
                    <HostWords hosts={other} known={one} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function HostWords({
  hosts = [],
  known = [],
}: {
  readonly hosts: readonly SideHost[] | undefined;
  readonly known?: readonly SideHost[] | undefined;
}): React.JSX.Element {
  if (hosts.length === 0) return <span className="dim">none</span>;
  return (
    <>
      {hosts.map(({ key, name, facts }) => (
        <div key={key}>
          <code className={styles.host}>{name}</code>{" "}
          {facts === null ? <span className="dim">not reached</span> : <span className="mid">kernel {facts.kernel}</span>}
          {known.some((one) => one.name === name) ? <small> the same host</small> : null}
        </div>
      ))}
    </>
  );
}

function Settings({ a, b }: Omit<Both, "ids">): React.JSX.Element {
  const all = differing(a.settings, b.settings, { say: (value) => value });
  const rows = all.slice(0, NUMBERS);
  return (
    <section aria-label="Settings that differ">
      <h2>
        Settings that differ <small>{all.length > rows.length ? `the first ${rows.length} of ${all.length}` : all.length}</small>
      </h2>
      {rows.length === 0 ? (
        <p className="dim">Nothing that was read once in both differs.</p>
      ) : (
        <div className={styles.wrap}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>field</th>
                <th>read by</th>
                <th>on the</th>
                <th>first</th>
                <th>second</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, a: one, b: other }) => {
                const [role = "", collector = "", field = ""] = key.split(" ");
                return (
                  <tr key={key}>
                    <td>
                      <code>{field}</code>
                    </td>
                    <td>{collector}</td>
                    <td>{role}</td>
                    <td>{one}</td>
                    <td>{other}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
