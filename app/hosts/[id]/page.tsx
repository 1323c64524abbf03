import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { visit } from "#app/_guard/visit.ts";
import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { ConnectionTest } from "#app/_ui/hosts/ConnectionTest.tsx";
import { HostForm } from "#app/_ui/hosts/HostForm.tsx";
import { Snapshots } from "#app/_ui/hosts/Snapshots.tsx";
import styles from "#app/_ui/hosts/hosts.module.css";
import { InvestigationTable } from "#app/_ui/lists/InvestigationTable.tsx";
import { itemOf } from "#app/_ui/lists/item.ts";
import { writeDestination } from "#app/_ui/start/destination.ts";
import { hostPage, isHost } from "#server/read/hosts.ts";
import NotFound from "./not-found.tsx";

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

const read = cache(hostPage);

export const generateMetadata = guardedMetadata("read", async ({ params }: Props): Promise<Metadata> => {
  const visitor = await visit();
  const found = visitor === null ? null : await read(visitor, (await params).id);
  return { title: found === null ? "Not found" : `${found.host.name} · Hosts` };
});

export default guardedPage(
  "read",
  async ({ params }: Props, visitor) => {
    const found = await read(visitor, (await params).id);
    if (found === null) notFound();
    const { host, investigations, snapshots } = found;
    return (
      <Page title={host.name} beside={<code className="dim">{writeDestination(host)}</code>}>
        {visitor.rights.has("investigate") ? <ConnectionTest host={host} mayTrust={visitor.rights.has("trust")} /> : null}
        <h2 className={styles.section}>Investigations</h2>
        {investigations.length === 0 ? (
          <Empty
            title="It was never investigated."
            acts={
              <ButtonLink small href="/">
                Start an investigation
              </ButtonLink>
            }
          />
        ) : (
          <InvestigationTable items={investigations.map((row) => itemOf(row, visitor))} />
        )}
        <h2 className={styles.section}>Snapshots of how it is set up</h2>
        <Snapshots rows={snapshots} />
        <h2 className={styles.section}>In the inventory</h2>
        {host.keyFingerprint === null || host.keyFingerprint === undefined ? null : (
          <p className={styles.kept}>
            An SSH key is kept for it{typeof host.keyBy === "string" ? `, put here by ${host.keyBy}` : ""}:{" "}
            <code>{host.keyFingerprint}</code>
          </p>
        )}
        {visitor.rights.has("keep") ? <HostForm host={host} /> : <p className="dim">Whoever keeps the inventory can change it.</p>}
      </Page>
    );
  },
  { there: async ({ params }) => isHost((await params).id), Missing: NotFound },
);
