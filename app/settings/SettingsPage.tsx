import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { STROKE } from "#app/_ui/atoms/Words.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { SECTIONS, sectionsFor } from "#app/_ui/settings/sections.ts";
import styles from "#app/_ui/settings/settings.module.css";
import { hasAccounts } from "#server/read/people.ts";
import type { Visitor } from "#server/door/visitor.ts";

/** One page of the settings, with the way to the others that this person may open. */
export function SettingsPage({
  at,
  visitor,
  lead,
  children,
}: {
  readonly at: string;
  readonly visitor: Visitor;
  readonly lead?: React.ReactNode;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  const title = SECTIONS.find(({ id }) => id === at)?.say ?? "Settings";
  return (
    <Page title={title}>
      <div className={styles.settings}>
        <nav className={styles.sections} aria-label="Settings">
          <Link href="/settings" className={styles.up}>
            <ChevronLeft size={16} strokeWidth={STROKE} aria-hidden /> All settings
          </Link>
          {sectionsFor(visitor.rights, hasAccounts()).map(({ id, say }) => (
            <Link key={id} href={`/settings/${id}`} aria-current={id === at ? "page" : undefined}>
              {say}
            </Link>
          ))}
        </nav>
        <div className={styles.body}>
          {lead === undefined ? null : <p className={styles.lead}>{lead}</p>}
          {children}
        </div>
      </div>
    </Page>
  );
}
