import { BookOpen, ChartLine, Grid3x3, History, Search, Server, Settings, type LucideIcon } from "lucide-react";

/** A page that the rail and the palette lead to. */
export interface Place {
  readonly href: string;
  readonly say: string;
  readonly icon: LucideIcon;
  /** After `g`. */
  readonly key: string;
  /** Pages below it that are shown as part of it. */
  readonly also?: readonly string[];
  /** Beside it on a phone; the others are in the palette there. */
  readonly onPhone?: true;
  /** Only for those who administer. */
  readonly administers?: true;
}

export const PLACES: readonly Place[] = [
  { href: "/", say: "Start", icon: Search, key: "s", also: ["/new", "/practice"], onPhone: true },
  { href: "/history", say: "History", icon: History, key: "h", also: ["/investigations", "/compare"], onPhone: true },
  { href: "/insights", say: "Insights", icon: ChartLine, key: "i" },
  { href: "/runbooks", say: "Runbooks", icon: BookOpen, key: "r", onPhone: true },
  { href: "/hosts", say: "Hosts", icon: Server, key: "o" },
  { href: "/sweeps", say: "Sweeps", icon: Grid3x3, key: "w" },
  { href: "/settings", say: "Settings", icon: Settings, key: "e", also: ["/people", "/account"] },
];

const isBelow = (path: string, href: string): boolean => path === href || (href !== "/" && path.startsWith(`${href}/`));

/** The place that a page belongs to; undefined for an account's own pages and for what does not exist. */
export const placeOf = (path: string): Place | undefined =>
  PLACES.find(({ href, also = [] }) => isBelow(path, href) || also.some((one) => isBelow(path, one)));
