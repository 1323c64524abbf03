import { clsx } from "clsx";
import Link from "next/link";
import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { clockWords, countWords, numberWords } from "#app/_ui/atoms/format.ts";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { When } from "#app/_ui/atoms/Time.tsx";
import { Outcome } from "#app/_ui/atoms/Words.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { address } from "#app/_ui/history/filters.ts";
import { Bar, CausesChart, causeRows, TimesChart } from "#app/_ui/insights/Charts.tsx";
import { Whole } from "#app/_ui/atoms/Whole.tsx";
import { findingsOf } from "#app/_ui/insights/findings.ts";
import styles from "#app/_ui/insights/insights.module.css";
import { endedAs } from "#app/_ui/insights/outcomes.ts";
import { OUTCOMES } from "#machines/outcome.ts";
import { chosenIn, periodsOf, periodWords } from "#app/_ui/insights/range.ts";
import { RangeForm } from "#app/_ui/insights/RangeForm.tsx";
import { Section } from "#app/_ui/insights/Section.tsx";
import { TestTable } from "#app/_ui/insights/TestTable.tsx";
import { insightsPage, type InsightsPage } from "#server/read/insights.ts";

export const metadata = { title: "Insights" };

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default guardedPage("read", async ({ searchParams }: Props, visitor) => {
  const chosen = chosenIn(await searchParams, Date.now());
  const { choice, since, until, type } = chosen;
  const page = await insightsPage(
    { range: { since, until, ...(type === undefined ? {} : { runbook: type }) }, period: choice.period },
    visitor,
  );
  const total = page.outcomes.reduce((sum, { count }) => sum + count, 0);
  const periods = periodsOf(chosen, page.times[0]?.at);
  const causes = causeRows(page.causes, periods);
  const named = causes.reduce((sum, row) => sum + row.total, 0);
  return (
    <Page
      title="Insights"
      beside={
        <>
          <span className="dim">{countWords(total, "investigation")}, practice left out</span>
          <span className="grow" />
          <RangeForm key={`${choice.id} ${type ?? ""}`} range={choice.id} type={type ?? ""} types={page.types} />
        </>
      }
    >
      {total === 0 ? (
        <Empty
          title={type === undefined && choice.id === "all" ? "No investigation has ended yet." : "None ended in this range."}
          acts={
            <ButtonLink small href={type === undefined && choice.id === "all" ? "/" : "/insights?range=all"}>
              {type === undefined && choice.id === "all" ? "Start one" : "Look at all of them"}
            </ButtonLink>
          }
        >
          What ended is counted here: causes, how long it took, which tests decided.
        </Empty>
      ) : (
        <>
          <div className={styles.findings}>
            {findingsOf(page.times, page.hosts, page.tests).map(({ head, say }) => (
              <p key={head}>
                <b>{head}</b> <Whole text={say} />
              </p>
            ))}
          </div>
          <div className={styles.sections}>
            <Section
              title="Causes over time"
              about={`${causes.length > 8 ? `8 most frequent of ${causes.length}` : causes.length === 1 ? "the only one" : `all ${causes.length}`}, named ${numberWords(named)} ${named === 1 ? "time" : "times"}`}
              table={{
                head: ["cause", "all", ...periods.map((at) => periodWords(at, choice.period))],
                rows: causes.map(({ cause, total: all, counts }) => [cause, all, ...counts]),
              }}
            >
              {causes.length === 0 ? (
                <p className="dim">No cause was named.</p>
              ) : (
                <CausesChart rows={causes} periods={periods} period={choice.period} />
              )}
            </Section>
            <Section
              title="Time to verdict"
              about={`per ${choice.period}, those stopped by a person left out`}
              table={{
                head: [choice.period, "ended", "undetermined", "median", "9 of 10 in"],
                rows: page.times.map((row) => [
                  periodWords(row.at, choice.period),
                  row.count,
                  row.undetermined,
                  row.medianSeconds === null ? "–" : clockWords(row.medianSeconds * 1_000),
                  row.nineOfTenSeconds === null ? "–" : clockWords(row.nineOfTenSeconds * 1_000),
                ]),
              }}
            >
              <TimesChart rows={page.times} period={choice.period} />
            </Section>
            <Ended page={page} total={total} type={type} />
            <Section title="Tests that decide" about="share of runs after which some hypothesis stood otherwise">
              <TestTable tests={page.tests} />
            </Section>
            <Hosts hosts={page.hosts} />
            <Overruled rows={page.overruled} total={total} />
          </div>
        </>
      )}
    </Page>
  );
});

function Ended({
  page,
  total,
  type,
}: {
  readonly page: InsightsPage;
  readonly total: number;
  readonly type: string | undefined;
}): React.JSX.Element {
  const counts = new Map(page.outcomes.map((row) => [row.outcome as string, row]));
  return (
    <Section title="How they ended" about={`${numberWords(total)} in all`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>verdict</th>
            <th className={styles.optional}>
              <span className="visually-hidden">share as a bar</span>
            </th>
            <th className="number">times</th>
            <th className="number">share</th>
            <th className="number">median</th>
          </tr>
        </thead>
        <tbody>
          {OUTCOMES.flatMap((outcome) => {
            const row = counts.get(outcome);
            if (row === undefined) return [];
            const share = row.count / total;
            return [
              <tr key={outcome}>
                <td>
                  <Link href={address({ outcome, ...(type === undefined ? {} : { type }) })} prefetch={false}>
                    <Outcome {...endedAs(outcome)} />
                  </Link>
                </td>
                <td className={styles.optional} style={{ width: "40%" }}>
                  <Bar share={share} />
                </td>
                <td className="number">{numberWords(row.count)}</td>
                <td className="number">{share > 0 && share < 0.005 ? "<1" : Math.round(share * 100)} %</td>
                <td className="number">{clockWords(row.medianSeconds * 1_000)}</td>
              </tr>,
            ];
          })}
        </tbody>
      </table>
    </Section>
  );
}

function Hosts({ hosts }: Pick<InsightsPage, "hosts">): React.JSX.Element {
  return (
    <Section title="Hosts that come back" about="where causes were named more than once">
      {hosts.length === 0 ? (
        <p className="dim">No host came back.</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>host</th>
              <th className="number">times</th>
              <th>causes</th>
              <th className="number">last</th>
            </tr>
          </thead>
          <tbody>
            {hosts.slice(0, 10).map(({ host, times, causes, last }) => (
              <tr key={host}>
                <td className={styles.name} title={host}>
                  <Link href={address({ host })} prefetch={false}>
                    <code>{host}</code>
                  </Link>
                </td>
                <td className="number">{numberWords(times)}</td>
                <td>
                  {causes
                    .slice(0, 3)
                    .map(({ cause, count }) => `${cause} ${count}`)
                    .join(", ")}
                  {causes.length > 3 ? ` and ${causes.length - 3} more` : ""}
                </td>
                <td className="number">
                  <When at={last} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

/** Of those that were overruled. */
const LISTED = 10;

function Overruled({ rows, total }: { readonly rows: InsightsPage["overruled"]; readonly total: number }): React.JSX.Element {
  const which = rows.length > LISTED ? `the latest ${LISTED}` : `${numberWords(rows.length)} of ${countWords(total, "investigation")}`;
  return (
    <Section title="Where people overruled" about={rows.length === 0 ? "" : `${which}, each with its reason`}>
      {rows.length === 0 ? (
        <p className="dim">Nobody overruled a verdict.</p>
      ) : (
        <table className={clsx(styles.table, styles.overruled)}>
          <thead>
            <tr>
              <th>investigation</th>
              <th>verdict</th>
              <th>by</th>
              <th>what it was</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, LISTED).map(({ id, title, cause, verdict, certainty, by, reason }) => (
              <tr key={id}>
                <td>
                  <Link href={`/investigations/${id}`} prefetch={false}>
                    {title}
                  </Link>
                </td>
                <td>
                  {cause === null ? (
                    <Outcome status={verdict === null ? "stopped" : "concluded"} verdict={verdict} certainty={certainty} />
                  ) : (
                    <code>{cause}</code>
                  )}
                </td>
                <td className={styles.name}>{by}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
