import { ArrowLeftRight } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { guardedMetadata, guardedPage } from "#app/_guard/guarded-page.tsx";
import { visit } from "#app/_guard/visit.ts";
import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { clockWords } from "#app/_ui/atoms/format.ts";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { Time } from "#app/_ui/atoms/Time.tsx";
import { Outcome, STROKE } from "#app/_ui/atoms/Words.tsx";
import { Comparison } from "#app/_ui/compare/Comparison.tsx";
import { waitsFor } from "#app/_ui/lists/item.ts";
import { sideOf } from "#app/_ui/compare/sides.ts";
import { Page } from "#app/_ui/frame/Page.tsx";
import styles from "#app/_ui/review/pages.module.css";
import { investigationPage, isInvestigation } from "#server/read/investigations.ts";

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

const read = cache(investigationPage);

const titleOf = (one: number, other: number): string => `INV-${one} compared with INV-${other}`;

export const generateMetadata = guardedMetadata("read", async ({ searchParams }: Props): Promise<Metadata> => {
  const [visitor, { a, b }] = await Promise.all([visit(), searchParams]);
  if (visitor === null || typeof a !== "string" || typeof b !== "string") return { title: "Compare" };
  const [one, other] = await Promise.all([read(a, visitor), read(b, visitor)]);
  return { title: one === null || other === null ? "Not found" : titleOf(one.investigation.number, other.investigation.number) };
});

export default guardedPage(
  "read",
  async ({ searchParams }: Props, visitor) => {
    const { a, b } = await searchParams;
    if (typeof a !== "string" || typeof b !== "string")
      return (
        <Page title="Compare">
          <Empty
            title="Two investigations are compared."
            acts={
              <ButtonLink small href="/history">
                Choose them in the history
              </ButtonLink>
            }
          >
            Select two rows there: with x, or by their boxes.
          </Empty>
        </Page>
      );
    const [one, other] = await Promise.all([read(a, visitor), read(b, visitor)]);
    if (one === null || other === null) notFound();
    const [left, right] = [sideOf(one.events, one.catalogue), sideOf(other.events, other.catalogue)];
    if (left === null || right === null) notFound();
    return (
      <Page
        title={titleOf(one.investigation.number, other.investigation.number)}
        beside={
          <>
            <span className="grow" />
            <ButtonLink small href={`/compare?a=${encodeURIComponent(b)}&b=${encodeURIComponent(a)}`}>
              <ArrowLeftRight size={16} strokeWidth={STROKE} aria-hidden />
              Change sides
            </ButtonLink>
          </>
        }
      >
        <div className={styles.page}>
          <div className={styles.two}>
            <Head title="First" page={one} waits={waitsFor(one.investigation, visitor)} />
            <Head title="Second" page={other} waits={waitsFor(other.investigation, visitor)} />
          </div>
          <Comparison a={left} b={right} ids={{ a, b }} />
        </div>
      </Page>
    );
  },
  { there: bothThere },
);

async function bothThere({ searchParams }: Props): Promise<boolean> {
  const { a, b } = await searchParams;
  if (typeof a !== "string" || typeof b !== "string") return true;
  return (await Promise.all([isInvestigation(a), isInvestigation(b)])).every(Boolean);
}

function Head({
  title,
  page: { investigation, events },
  waits,
}: {
  readonly title: string;
  readonly page: NonNullable<Awaited<ReturnType<typeof investigationPage>>>;
  /** Whom or what it waits for, if it does. */
  readonly waits: string;
}): React.JSX.Element {
  const { id, number, status, verdict, certainty, runbookId, runbookVersion, startedByName, createdAt, endedAt } = investigation;
  const say = events.findLast((event) => event.type === "concluded")?.verdict.say;
  return (
    <section className={styles.side} aria-label={title}>
      <h3>{title}</h3>
      <p>
        <Link href={`/investigations/${id}`} prefetch={false} className={styles.title}>
          {investigation.title}
        </Link>{" "}
        <span className="dim">INV-{number}</span>
      </p>
      <Outcome status={status} verdict={verdict} certainty={certainty} waitsFor={waits} />
      {say === undefined ? null : <p>{say}</p>}
      <p className="dim">
        <code>{runbookId}</code> v{runbookVersion} · {startedByName} · <Time at={createdAt.toISOString()} as="full" />
        {endedAt === null ? "" : ` · took ${clockWords(endedAt.getTime() - createdAt.getTime())}`}
      </p>
    </section>
  );
}
