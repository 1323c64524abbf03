import Link from "next/link";
import { Word } from "../atoms/Words.tsx";
import { standingRows } from "../review/standings.ts";
import { Stands } from "../review/Rejudgement.tsx";
import { visible } from "../command/visible.ts";
import styles from "../review/pages.module.css";
import { differing, type Seen, type Side } from "./sides.ts";

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
          They are of different incident types, {a.runbook.id} and {b.runbook.id}: what only one of them has is left out, for nothing stands
          against it.
        </p>
      )}
      <Standings a={a} b={b} />
      <EvidenceRows a={a} b={b} ids={ids} />
      <Hosts a={a} b={b} />
      <Settings a={a} b={b} />
    </>
  );
}

/** Hosts have other names here and there: a hypothesis counts by the best it came to. */
function bestOf({ judgement }: Side): { readonly standings: Side["judgement"]["standings"] } {
  const weight = { supported: 0, open: 1, refuted: 2 } as const;
  const best = new Map<string, Side["judgement"]["standings"][number]>();
  for (const one of judgement.standings) {
    const known = best.get(one.hypothesis);
    if (known === undefined || weight[one.standing] < weight[known.standing])
      best.set(one.hypothesis, { ...one, instance: one.hypothesis });
  }
  return { standings: [...best.values()] };
}

function Standings({ a, b }: Omit<Both, "ids">): React.JSX.Element | null {
  const same = a.runbook.id === b.runbook.id;
  const rows = standingRows(bestOf(a), bestOf(b)).filter((row) => same || (row.a !== null && row.b !== null));
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
              <tr key={row.instance} data-differs={row.differs || undefined}>
                <td>
                  <code>{row.hypothesis}</code>
                  {row.differs ? <small> differs</small> : null}
                </td>
                <td>
                  <Stands standing={row.a} />
                </td>
                <td>
                  <Stands standing={row.b} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

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
                    <HostWords host={one} />
                  </td>
                  <td>
                    <HostWords host={other} />
                    {one !== undefined && one.name === other?.name ? <small> the same host</small> : null}
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
  host,
}: {
  readonly host: { readonly name: string; readonly facts: { readonly kernel: string } | null } | undefined;
}): React.JSX.Element {
  if (host === undefined) return <span className="dim">none</span>;
  return (
    <>
      <code className={styles.host}>{host.name}</code>{" "}
      {host.facts === null ? <span className="dim">not reached</span> : <span className="mid">kernel {host.facts.kernel}</span>}
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
