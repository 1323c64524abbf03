/** A host as this incident knows it. `key` is unique in the investigation: the role, or "gateway#2" for a second one. */
export interface BriefHost {
  readonly key: string;
  readonly role: string;
  /** What people call it; shown on chips. */
  readonly name: string;
  /** Where SSH goes: an address, a name, or an alias of the ssh config. */
  readonly address: string;
  readonly port?: number;
  readonly user?: string;
  /** Network namespace whose counters are meant; absent = the one the login is in. */
  readonly netns?: string;
}

/** What the engineer said at the start. Pinned for the whole investigation; only hosts may come later (`hostAdded`). */
export interface Brief {
  readonly hosts: readonly BriefHost[];
  readonly inputs: Readonly<Record<string, string>>;
  readonly since?: string;
  readonly changed?: string;
  /**
   * Watch: windows without the symptom are thrown away and measured anew for so many seconds, until one shows it. For symptoms that come and go.
   * Absent: a window that shows nothing counts at once.
   */
  readonly watchSeconds?: number;
  /** With a watch: each time it shows is judged, in an investigation of its own, until the time is up. Absent: the first time ends it. */
  readonly watchEach?: true;
}

/** From a minute to a day. */
export const WATCH_SECONDS = { least: 60, most: 86_400 } as const;

/** When and on what kind of boot a reading was taken; makes deltas comparable. */
export interface Taken {
  /** /proc/sys/kernel/random/boot_id; differs after a reboot, so no delta. */
  readonly bootId: string | null;
  /** Host's monotonic seconds (/proc/uptime) when the command ended. */
  readonly uptimeSeconds: number | null;
  /** Who said it, where a person did: nothing was measured. */
  readonly by?: string;
}
