import { GitCompareArrows, Search } from "lucide-react";
import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { STROKE } from "#app/_ui/atoms/Words.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { AddHosts } from "#app/_ui/hosts/AddHosts.tsx";
import { Inventory } from "#app/_ui/hosts/Inventory.tsx";
import { KeyList } from "#app/_ui/lists/KeyList.tsx";
import styles from "#app/_ui/lists/lists.module.css";
import { LabHosts } from "#app/_ui/lists/LabHosts.tsx";
import { StuckChanges } from "#app/_ui/lists/StuckChanges.tsx";
import { inventoryPage } from "#server/read/hosts.ts";
import { labGroup } from "#server/read/lab.ts";
import { stuckChanges } from "#server/read/stuck.ts";

export const metadata = { title: "Hosts" };

interface Props {
  readonly searchParams: Promise<{ readonly q?: string | string[]; readonly group?: string | string[] }>;
}

const one = (value: string | string[] | undefined): string => (typeof value === "string" ? value.slice(0, 200) : "");

export default guardedPage("read", async ({ searchParams }: Props, visitor) => {
  const { q, group } = await searchParams;
  const asked = { text: one(q), group: one(group) };
  const [{ keys, ...inventory }, lab, stuck] = await Promise.all([inventoryPage(visitor, asked), labGroup(), stuckChanges(visitor)]);
  return (
    <Page
      title="Hosts"
      beside={
        <>
          <span className="grow" />
          <ButtonLink small href="/hosts/snapshots">
            <GitCompareArrows size={16} strokeWidth={STROKE} aria-hidden /> Compare snapshots
          </ButtonLink>
          <form action="/hosts" role="search" className={styles.search}>
            <Search size={16} strokeWidth={STROKE} aria-hidden />
            <input type="search" name="q" defaultValue={asked.text} placeholder="Name, address, group, label" aria-label="Search hosts" />
            {asked.group === "" ? null : <input type="hidden" name="group" value={asked.group} />}
          </form>
        </>
      }
    >
      <StuckChanges changes={stuck} />
      <p className={styles.lead}>
        Names for hosts you investigate often. Nothing is installed on them, and nothing is collected before an investigation is started.
      </p>
      {asked.group === "" || !visitor.rights.has("investigate") ? null : (
        <p className={styles.lead}>
          <ButtonLink small href={`/sweeps/new?group=${encodeURIComponent(asked.group)}`}>
            Sweep this group for one cause
          </ButtonLink>
        </p>
      )}
      {visitor.rights.has("keep") ? <AddHosts /> : null}
      <Inventory {...inventory} {...asked} />
      <h2 className={styles.section} id="lab">
        Lab
      </h2>
      <LabHosts lab={lab} />
      <h2 className={styles.section}>Approved host keys</h2>
      <KeyList keys={keys.map((key) => ({ ...key, approvedAt: key.approvedAt.toISOString() }))} />
    </Page>
  );
});
