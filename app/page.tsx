import Link from "next/link";
import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Alerts } from "#app/_ui/alerts/Alerts.tsx";
import { itemOf } from "#app/_ui/lists/item.ts";
import { InvestigationLinks } from "#app/_ui/lists/InvestigationLinks.tsx";
import { StuckChanges } from "#app/_ui/lists/StuckChanges.tsx";
import { FirstVisit } from "#app/_ui/start/FirstVisit.tsx";
import { Practice } from "#app/_ui/start/Practice.tsx";
import { SymptomField } from "#app/_ui/start/SymptomField.tsx";
import styles from "#app/_ui/start/start.module.css";
import { alertsPage } from "#server/read/alerts.ts";
import { startPage } from "#server/read/investigations.ts";
import { runbooksPage } from "#server/read/runbooks.ts";
import { stuckChanges } from "#server/read/stuck.ts";

export const metadata = { title: "Start" };

interface Props {
  readonly searchParams: Promise<Readonly<Partial<Record<"alerts", string | string[]>>>>;
}

/** What runs has to stay in view below; a storm is a page of its own making, a step at a time. */
const ALERTS = { step: 5, most: 100 } as const;

export default guardedPage("read", async ({ searchParams }: Props, visitor) => {
  const asked = Number((await searchParams).alerts ?? ALERTS.step);
  const shown = Number.isInteger(asked) && asked >= ALERTS.step ? Math.min(asked, ALERTS.most) : ALERTS.step;
  const [page, stuck, lines, alerts] = await Promise.all([
    startPage(visitor),
    stuckChanges(visitor),
    runbooksPage(),
    alertsPage(visitor, shown),
  ]);
  const handed = page.handed.map((row) => ({ ...itemOf(row, visitor), heldBy: null }));
  const elsewhere = (item: { readonly id: string }): boolean => handed.every(({ id }) => id !== item.id);
  const [running, recent] = [
    page.running.map((row) => itemOf(row, visitor)).filter(elsewhere),
    page.recent.map((row) => itemOf(row, visitor)).filter(elsewhere),
  ];
  const types = lines.map(({ id, title, symptoms, hypotheses, tests, statistics }) => ({
    id,
    title,
    symptoms,
    hypotheses,
    tests,
    runs: statistics,
  }));
  return (
    <div className={styles.start}>
      <StuckChanges changes={stuck} />
      <h1>What is going wrong?</h1>
      <p className={styles.lead}>Describe it as the customer did. Nothing is collected before you choose hosts.</p>
      <SymptomField types={types} />
      <div className={styles.two} data-first={recent.length + handed.length + running.length === 0 || undefined}>
        <div>
          {handed.length === 0 ? null : (
            <>
              <h2 className={styles.section}>
                Handed over to you<Link href={`/history?held=${encodeURIComponent(visitor.id)}`}>all</Link>
              </h2>
              <InvestigationLinks items={handed} />
            </>
          )}
          <Alerts {...alerts} acts={visitor.rights.has("investigate")} shown={shown} step={ALERTS.step} />
          {running.length === 0 ? null : (
            <>
              <h2 className={styles.section}>
                Running<Link href="/history?status=open">all</Link>
              </h2>
              <InvestigationLinks items={running} />
            </>
          )}
          <h2 className={styles.section}>
            {recent.length + handed.length === 0 ? "Begin here" : "Recent"}
            {recent.length + handed.length === 0 ? null : <Link href="/investigations">all</Link>}
          </h2>
          {recent.length + handed.length === 0 ? <FirstVisit hosts={page.hosts.length} /> : <InvestigationLinks items={recent} />}
        </div>
        <Practice incidents={page.practice} />
      </div>
    </div>
  );
});
