import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { When } from "#app/_ui/atoms/Time.tsx";
import styles from "#app/_ui/settings/settings.module.css";
import { aboutPage } from "#server/read/settings.ts";
import { SettingsPage } from "../SettingsPage.tsx";

export const metadata = { title: "About" };

export default guardedPage("read", async (_props, visitor) => {
  const { version, node, dataFolder, database, migrations, since } = await aboutPage();
  // Paths tell strangers to the machine more than they need.
  const mayKnow = visitor.rights.has("keep");
  return (
    <SettingsPage at="about" visitor={visitor}>
      <dl className={styles.facts}>
        <dt>Culprit</dt>
        <dd>
          {version}, running since <When at={since} />
        </dd>
        <dt>Node</dt>
        <dd>{node}</dd>
        <dt>Data folder</dt>
        <dd>
          {mayKnow && dataFolder !== null ? (
            <code>{dataFolder}</code>
          ) : (
            <span className="dim">shown to those who maintain the inventory</span>
          )}
        </dd>
        <dt>Database</dt>
        <dd>{mayKnow && database !== null ? database : <span className="dim">shown to those who maintain the inventory</span>}</dd>
        <dt>Schema</dt>
        <dd>
          {migrations.count} migrations, the last is <code>{migrations.last}</code>
        </dd>
      </dl>
    </SettingsPage>
  );
});
