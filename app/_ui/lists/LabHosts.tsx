import { ChevronRight, FlaskConical } from "lucide-react";
import Link from "next/link";
import type { LabAsk, LabGroup } from "#server/read/lab.ts";
import { Banner, Empty } from "../atoms/Place.tsx";
import { Time } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./lists.module.css";

/** Practice hosts of this machine: what they are, since when they are up, and an investigation of them that only has to be started. */
export function LabHosts({ lab }: { readonly lab: LabGroup }): React.JSX.Element {
  if (lab.state === "none") {
    return (
      <Empty title="No lab is up on this machine.">
        <code>sudo npx culprit lab up</code> raises hosts made of network namespaces, and <code>culprit lab inject</code> makes a real fault
        on them. They then stand here, ready to be investigated.
      </Empty>
    );
  }
  if (lab.state === "unusable") {
    return (
      <Banner tone="warn" icon={<FlaskConical size={16} strokeWidth={STROKE} aria-hidden />}>
        {lab.say}
      </Banner>
    );
  }
  return (
    <>
      <p className={styles.state}>
        <b>{lab.topology}</b>
        <span>{lab.about}</span>
        <span className="dim">
          up since <Time at={lab.since} as="full" />
        </span>
      </p>
      <div className={styles.wrap}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>name</th>
              <th>address</th>
              <th>what it is for</th>
              <th>host key, pinned by the lab</th>
            </tr>
          </thead>
          <tbody>
            {lab.hosts.map((host) => (
              <tr key={host.name}>
                <td>
                  <b>lab:{host.name}</b>
                </td>
                <td>
                  <code>{host.address}</code>
                </td>
                <td className={styles.purpose}>{host.about}</td>
                <td className={`${styles.print} ${styles.optional}`}>{host.fingerprint}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {lab.asks.length === 0 ? null : (
        <>
          <h3 className={styles.label}>Investigate it</h3>
          <ul className={styles.asks}>
            {lab.asks.map((ask) => (
              <Ask key={ask.n} ask={ask} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Ask({ ask }: { readonly ask: LabAsk }): React.JSX.Element {
  const roles = ask.roles.map(({ title, hosts }) => `${title.toLowerCase()} ${hosts.join(", ")}`).join("; ");
  return (
    <li>
      <Link href={`/new/${ask.runbook}?lab=${ask.n}`} prefetch={false} aria-label={`Investigate the lab: ${ask.title}, ${roles}`}>
        <b>{ask.title}</b>
        <span>{roles}</span>
        <ChevronRight size={16} strokeWidth={STROKE} aria-hidden />
      </Link>
    </li>
  );
}
