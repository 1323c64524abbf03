import { clsx } from "clsx";
import { Activity, Search, Server } from "lucide-react";
import Link from "next/link";
import { STROKE } from "../atoms/Words.tsx";
import type { InvestigationItem } from "../lists/item.ts";
import { Brand } from "./Brand.tsx";
import styles from "./frame.module.css";
import { RailLists } from "./RailLists.tsx";
import { ThemeSwitch } from "./ThemeSwitch.tsx";

const PLACES = [
  { id: "start", href: "/", say: "Start", icon: Search },
  { id: "investigations", href: "/investigations", say: "Investigations", icon: Activity },
  { id: "hosts", href: "/hosts", say: "Hosts", icon: Server },
] as const;

interface Props {
  readonly place: (typeof PLACES)[number]["id"] | null;
  /** The page scrolls its own columns and brings its own head on a phone. */
  readonly whole?: boolean;
  readonly current?: string;
  readonly running: readonly InvestigationItem[];
  readonly recent: readonly InvestigationItem[];
  readonly children: React.ReactNode;
}

export function Frame({ place, whole = false, current, running, recent, children }: Props): React.JSX.Element {
  return (
    <div className={clsx(styles.frame, whole && styles.fixed, whole && styles.bare)}>
      <a href="#main" className={styles.skip}>Skip to the content</a>
      <nav className={styles.rail} aria-label="Main">
        <Link href="/" className={styles.brand} aria-label="Culprit, start">
          <Brand />
          <span>Culprit</span>
        </Link>
        <div className={styles.nav}>
          {PLACES.map(({ id, href, say, icon: Icon }) => (
            <Link key={id} href={href} aria-current={place === id ? "page" : undefined} aria-label={say}>
              <Icon size={16} strokeWidth={STROKE} aria-hidden />
              <span>{say}</span>
            </Link>
          ))}
        </div>
        <RailLists running={running} recent={recent} {...(current === undefined ? {} : { current })} />
        <div className={styles.foot}>
          <span className={styles.who}>Theme</span>
          <ThemeSwitch />
        </div>
      </nav>
      <main id="main" className={styles.main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

export function Page({ title, beside, children }: { readonly title: string; readonly beside?: React.ReactNode; readonly children: React.ReactNode }): React.JSX.Element {
  return (
    <div className={styles.page}>
      <header className={styles.pageHead}>
        <h1>{title}</h1>
        {beside}
      </header>
      {children}
    </div>
  );
}
