/** Where this installation keeps what it keeps, as `culprit serve` found it; for the page that says so. */
export interface Installation {
  readonly dataFolder: string;
  /** Which PostgreSQL, and where. */
  readonly database: string;
}

const KEY = Symbol.for("culprit.installation");
type Holder = typeof globalThis & { [KEY]?: Installation };

/** Bundled pages are separate modules; what holds for the whole process hangs on the global object. */
export function noteAbout(installation: Installation): void {
  (globalThis as Holder)[KEY] = installation;
}

export const notedAbout = (): Installation | null => (globalThis as Holder)[KEY] ?? null;
