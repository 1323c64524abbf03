"use client";

import { clsx } from "clsx";
import { Activity, Search, Server, Users } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { STROKE } from "../atoms/Words.tsx";
import type { InvestigationItem } from "../lists/item.ts";
import { Brand } from "./Brand.tsx";
import styles from "./frame.module.css";
import { RailLists } from "./RailLists.tsx";
import { ThemeSwitch } from "./ThemeSwitch.tsx";
import { Who, type Me } from "./Who.tsx";

const PLACES = [
  { id: "start", href: "/", say: "Start", icon: Search },
  { id: "investigations", href: "/investigations", say: "Investigations", icon: Activity },
  { id: "hosts", href: "/hosts", say: "Hosts", icon: Server },
] as const;
const PEOPLE = { id: "people", href: "/people", say: "People", icon: Users } as const;

interface Props {
  readonly running: readonly InvestigationItem[];
  readonly recent: readonly InvestigationItem[];
  /** Who looks, where there are accounts; null: nobody yet. */
  readonly me: Me | "local" | null;
  readonly children: React.ReactNode;
}

/** Rail and main part of every page. It stays while pages change, also while one loads or could not be made. */
export function Frame({ running, recent, me, children }: Props): React.JSX.Element {
  const path = usePathname();
  // Before one is in there is nothing to go to.
  if (me === null || path === "/sign-in" || path === "/join") return <main id="main">{children}</main>;
  const current = /^\/investigations\/([^/]+)$/.exec(path)?.[1];
  // An investigation scrolls its own columns and brings its own head on a phone.
  const whole = current !== undefined;
  const place = path.startsWith("/investigations")
    ? "investigations"
    : path.startsWith("/hosts")
      ? "hosts"
      : path.startsWith("/people")
        ? "people"
        : path.startsWith("/account")
          ? null
          : "start";
  return (
    <div className={clsx(styles.frame, whole && styles.fixed, whole && styles.bare)}>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <nav className={styles.rail} aria-label="Main">
        <Link href="/" className={styles.brand} aria-label="Culprit, start">
          <Brand />
          <span>Culprit</span>
        </Link>
        <div className={styles.nav}>
          {(me !== "local" && me.administers ? [...PLACES, PEOPLE] : PLACES).map(({ id, href, say, icon: Icon }) => (
            <Link key={id} href={href} aria-current={place === id ? "page" : undefined} aria-label={say}>
              <Icon size={16} strokeWidth={STROKE} aria-hidden />
              <span>{say}</span>
            </Link>
          ))}
        </div>
        <RailLists running={running} recent={recent} path={path} current={current} />
        <div className={styles.foot}>
          {me === "local" ? <span className={styles.who}>Theme</span> : <Who me={me} current={path.startsWith("/account")} />}
          <ThemeSwitch />
        </div>
      </nav>
      <main id="main" className={styles.main} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
