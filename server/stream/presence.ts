/** Somebody who has the page of an investigation open. */
export interface Present {
  readonly id: string;
  readonly name: string;
}

/** Who looks at which investigation, over all processes on one database. Hints only: nothing is kept, and what is lost is told again soon. */
export interface Presence {
  /** A page was opened; returns how to say that it was closed. */
  enter(investigation: string, who: Present): () => void;
  /** Each once, however many pages are open, in the order of names. */
  in(investigation: string): readonly Present[];
  /** What another process told. */
  hear(payload: string): void;
  close(): void;
}

interface Sources {
  /** This process among the others. */
  readonly process: string;
  readonly tell: (payload: string) => void;
  /** Somebody came or went there. */
  readonly changed: (investigation: string) => void;
  readonly now?: () => number;
}

/** Told again so often, so that a process that was started later knows; forgotten when a process was silent for two and a half times as long. */
const TELLS_EVERY_MS = 10_000;
const FORGETS_AFTER_MS = 25_000;

type Rooms = Readonly<Record<string, readonly Present[]>>;

export function createPresence({ process, tell, changed, now = Date.now }: Sources): Presence {
  const here = new Map<string, Map<symbol, Present>>();
  const others = new Map<string, { readonly at: number; readonly rooms: Rooms }>();
  const rooms = (): Rooms => Object.fromEntries([...here].map(([id, pages]) => [id, unique([...pages.values()])]));
  const say = (): void => tell(JSON.stringify({ process, rooms: rooms() }));
  const timer = setInterval(() => {
    for (const [other, { at, rooms: theirs }] of others) {
      if (now() - at <= FORGETS_AFTER_MS) continue;
      others.delete(other);
      for (const id of Object.keys(theirs)) changed(id);
    }
    if (here.size > 0) say();
  }, TELLS_EVERY_MS);
  timer.unref();
  return {
    enter: (investigation, who) => {
      const page = Symbol(who.name);
      const pages = here.get(investigation) ?? new Map<symbol, Present>();
      here.set(investigation, pages.set(page, who));
      say();
      changed(investigation);
      return () => {
        pages.delete(page);
        if (pages.size === 0 && here.get(investigation) === pages) here.delete(investigation);
        say();
        changed(investigation);
      };
    },
    in: (investigation) =>
      unique([
        ...(here.get(investigation)?.values() ?? []),
        ...[...others.values()].flatMap(({ rooms: theirs }) => inRoom(theirs, investigation)),
      ]),
    hear: (payload) => {
      const heard = JSON.parse(payload) as { readonly process: string; readonly rooms: Rooms };
      if (heard.process === process) return;
      const before = others.get(heard.process)?.rooms ?? {};
      others.set(heard.process, { at: now(), rooms: heard.rooms });
      for (const id of new Set([...Object.keys(before), ...Object.keys(heard.rooms)])) {
        if (JSON.stringify(before[id]) !== JSON.stringify(heard.rooms[id])) changed(id);
      }
    },
    close: () => clearInterval(timer),
  };
}

/** What was imported may have any id, also one that every object has something under. */
const inRoom = (all: Rooms, investigation: string): readonly Present[] =>
  Object.hasOwn(all, investigation) ? (all[investigation] ?? []) : [];

const unique = (people: readonly Present[]): readonly Present[] =>
  [...new Map(people.map((one) => [one.id, one])).values()].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
