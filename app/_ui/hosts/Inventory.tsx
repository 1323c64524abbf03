import Link from "next/link";
import type { HostItem } from "#server/read/hosts.ts";
import { Chip } from "../atoms/Chip.tsx";
import { Empty } from "../atoms/Place.tsx";
import { When } from "../atoms/Time.tsx";
import lists from "../lists/lists.module.css";
import { writeDestination } from "../start/destination.ts";
import styles from "./hosts.module.css";

interface Props {
  readonly hosts: readonly HostItem[];
  readonly groups: readonly { readonly group: string; readonly hosts: number }[];
  readonly all: number;
  readonly more: number;
  readonly text: string;
  readonly group: string;
}

/** The inventory: names for hosts, so that nobody types an address at 3 a.m. What is searched for stands in the URL. */
export function Inventory({ hosts, groups, all, more, text, group }: Props): React.JSX.Element {
  if (all === 0)
    return (
      <Empty title="The inventory is empty.">A host can also be typed when an investigation is started; it need not stand here.</Empty>
    );
  return (
    <>
      {groups.length === 0 ? null : (
        <nav className={styles.groups} aria-label="Groups">
          <Link href={address(text, "")} aria-current={group === "" ? "page" : undefined}>
            All <small>{all}</small>
          </Link>
          {groups.map((one) => (
            <Link key={one.group} href={address(text, one.group)} aria-current={group === one.group ? "page" : undefined}>
              {one.group} <small>{one.hosts}</small>
            </Link>
          ))}
        </nav>
      )}
      {hosts.length === 0 ? (
        <Empty title="No host matches.">Every word has to occur in name, address, group or a label.</Empty>
      ) : (
        <Table hosts={hosts} />
      )}
      {more === 0 ? null : <p className="dim">{more} more. Search by name, group or label to see them.</p>}
    </>
  );
}

function Table({ hosts }: { readonly hosts: readonly HostItem[] }): React.JSX.Element {
  return (
    <div className={lists.wrap}>
      <table className={lists.table}>
        <thead>
          <tr>
            <th>name</th>
            <th>address</th>
            <th>group</th>
            <th>labels</th>
            <th>key kept here</th>
            <th className="number">last investigated</th>
          </tr>
        </thead>
        <tbody>
          {hosts.map((host) => (
            <tr key={host.id}>
              <td>
                <Link href={`/hosts/${host.id}`} prefetch={false} className={styles.name}>
                  {host.name}
                </Link>
              </td>
              <td>
                <code>{writeDestination(host)}</code>
                {host.netns === null ? null : <span className="dim"> in {host.netns}</span>}
              </td>
              <td className={lists.optional}>{host.group ?? <span className="dim">–</span>}</td>
              <td className={lists.optional}>
                <span className={styles.labels}>
                  {host.labels.length === 0 ? <span className="dim">–</span> : host.labels.map((label) => <Chip key={label}>{label}</Chip>)}
                </span>
              </td>
              <td className={lists.optional}>
                {host.keyFingerprint === null || host.keyFingerprint === undefined ? <span className="dim">no</span> : "yes"}
              </td>
              <td className={`number ${styles.last}`}>
                {host.last === null ? <span className="dim">never</span> : <When at={host.last} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function address(text: string, group: string): string {
  const query = new URLSearchParams(Object.entries({ q: text, group }).filter(([, value]) => value !== "")).toString();
  return query === "" ? "/hosts" : `/hosts?${query}`;
}
