"use client";

import { clsx } from "clsx";
import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { Key } from "../atoms/Chip.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { Ahead } from "./Ahead.tsx";
import { Brand } from "./Brand.tsx";
import styles from "./frame.module.css";
import { placeOf, PLACES, type Place } from "./places.ts";
import type { Lists } from "./rail-lists.ts";
import { useShortcuts, type Opened } from "./useShortcuts.ts";
import { Who, type Me } from "./Who.tsx";
import { part } from "../atoms/part.tsx";

/** Links, which work before their code comes. */
const RailLists = part(() => import("./RailLists.tsx").then(({ RailLists: component }) => component));
const Palette = part(() => import("../palette/Palette.tsx").then(({ Palette: component }) => component));
const ThemeSwitch = part(() => import("./ThemeSwitch.tsx").then(({ ThemeSwitch: component }) => component));
const Going = part(() => import("./Going.tsx").then(({ Going: component }) => component));
const Help = part(() => import("../palette/Help.tsx").then(({ Help: component }) => component));

/** Pages that need the rail's width themselves. */
const WIDE = /^\/runbooks\/./;

interface Props {
  readonly lists: Lists;
  /** Who looks, where there are accounts; null: nobody yet. */
  readonly me: Me | "local" | null;
  /** Addresses of pages within others that they may open. */
  readonly pages: readonly string[];
  readonly children: React.ReactNode;
}

/** Rail and main part of every page. It stays while pages change, also while one loads or could not be made. */
export function Frame({ lists, me, pages, children }: Props): React.JSX.Element {
  const path = usePathname();
  // Before one is in there is nothing to go to.
  if (me === null || path === "/sign-in" || path === "/join") return <main id="main">{children}</main>;
  return (
    <Inside lists={lists} me={me} pages={pages} path={path}>
      {children}
    </Inside>
  );
}

function Inside({ lists, me, pages, path, children }: Props & { readonly me: Me | "local"; readonly path: string }): React.JSX.Element {
  const [opened, setOpened] = useState<Opened>(null);
  const administers = me !== "local" && me.administers;
  const places = useMemo(() => PLACES.filter((place) => place.administers !== true || administers), [administers]);
  useShortcuts(places, setOpened);
  const close = useCallback(() => setOpened(null), []);
  const current = /^\/investigations\/([^/]+)$/.exec(path)?.[1];
  // An investigation scrolls its own columns and brings its own head on a phone.
  const whole = current !== undefined;
  return (
    <div className={clsx(styles.frame, whole && styles.fixed, whole && styles.bare, WIDE.test(path) && styles.folded)}>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <nav className={styles.rail} aria-label="Main">
        <Link href="/" className={styles.brand} aria-label="Culprit, start">
          <Brand />
          <span>Culprit</span>
        </Link>
        <Places places={places} path={path} onMore={() => setOpened("palette")} />
        <Awaiting fallback={null}>
          <RailLists lists={lists} path={path} current={current} />
        </Awaiting>
        <div className={styles.foot}>
          {me === "local" ? <span className={styles.who}>Theme</span> : <Who me={me} current={path.startsWith("/settings/account")} />}
          <Awaiting fallback={null}>
            <ThemeSwitch />
          </Awaiting>
        </div>
      </nav>
      <Ahead />
      <Awaiting fallback={null}>
        <Going />
      </Awaiting>
      <main id="main" className={styles.main} tabIndex={-1}>
        {children}
      </main>
      <Awaiting fallback={null}>
        {opened === "palette" ? <Palette places={places} pages={pages} onClose={close} onHelp={() => setOpened("help")} /> : null}
        {opened === "help" ? <Help places={places} onClose={close} /> : null}
      </Awaiting>
    </div>
  );
}

interface PlacesProps {
  readonly places: readonly Place[];
  readonly path: string;
  readonly onMore: () => void;
}

function Places({ places, path, onMore }: PlacesProps): React.JSX.Element {
  const here = placeOf(path);
  return (
    <div className={styles.nav}>
      {places.map(({ href, say, icon: Icon, onPhone }) => (
        <Link key={href} href={href} aria-current={here?.href === href ? "page" : undefined} aria-label={say} data-phone={onPhone}>
          <Icon size={16} strokeWidth={STROKE} aria-hidden />
          <span>{say}</span>
        </Link>
      ))}
      <button type="button" onClick={onMore} aria-label="Everything else: go to, or do, by name" aria-keyshortcuts="Control+K Meta+K">
        <Ellipsis size={16} strokeWidth={STROKE} aria-hidden />
        <span>Everything else</span>
        <Key>Ctrl K</Key>
      </button>
    </div>
  );
}
