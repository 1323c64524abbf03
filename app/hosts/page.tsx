import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { HostList } from "#app/_ui/lists/HostList.tsx";
import { KeyList } from "#app/_ui/lists/KeyList.tsx";
import styles from "#app/_ui/lists/lists.module.css";
import { LabHosts } from "#app/_ui/lists/LabHosts.tsx";
import { StuckChanges } from "#app/_ui/lists/StuckChanges.tsx";
import { hostsPage } from "#server/read/hosts.ts";
import { labGroup } from "#server/read/lab.ts";
import { stuckChanges } from "#server/read/stuck.ts";

export const metadata = { title: "Hosts" };

export default guardedPage("read", async (_props, visitor) => {
  const [{ hosts, keys }, lab, stuck] = await Promise.all([hostsPage(visitor), labGroup(), stuckChanges(visitor)]);
  return (
    <Page title="Hosts" beside={<span className="dim">{hosts.length} in the inventory</span>}>
      <StuckChanges changes={stuck} />
      <p className={styles.lead}>
        Names for hosts you investigate often. Nothing is installed on them, and nothing is collected before an investigation is started.
      </p>
      <HostList hosts={hosts} />
      <h2 className={styles.section} id="lab">
        Lab
      </h2>
      <LabHosts lab={lab} />
      <h2 className={styles.section}>Approved host keys</h2>
      <KeyList keys={keys.map((key) => ({ ...key, approvedAt: key.approvedAt.toISOString() }))} />
    </Page>
  );
});
