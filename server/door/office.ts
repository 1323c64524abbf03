import type { Journal } from "../journal.ts";
import type { Access } from "../store/access.ts";
import type { Alerts } from "../store/alerts.ts";
import type { Groups } from "../store/groups.ts";
import type { RecordBook } from "../store/records.ts";
import type { Retention } from "../store/retention.ts";
import type { Settings } from "../store/settings.ts";
import type { Safe } from "../store/safe.ts";
import type { Sweeps } from "../store/sweeps.ts";
import type { Views } from "../store/history/views.ts";
import type { Watches } from "../store/watches.ts";
import type { Kept, ToKeep } from "../store/keep.ts";
import type { Host, NewHost } from "./inventory.ts";

/** What actions act upon. The web pages get it from server/web.ts, the worker and the command line from server/compose.ts. */
export interface Office {
  readonly journal: Journal;
  readonly inventory: {
    add(host: NewHost): Promise<Host>;
    /** Null when there is no such host. */
    update(id: string, change: Partial<NewHost>): Promise<Host | null>;
    remove(id: string): Promise<boolean>;
  };
  readonly keys: {
    approve(key: {
      address: string;
      port: number;
      algorithm: string;
      key: string;
      fingerprint: string;
      approvedBy: string;
    }): Promise<boolean>;
    forget(address: string, port: number): Promise<boolean>;
  };
  /** Where investigations from elsewhere are kept; absent where there is no data folder. */
  readonly archive?: { keep(all: ToKeep): Promise<Kept> };
  /** Who may come in; absent where there is no data folder. */
  readonly access?: Access;
  /** Who may act on which hosts; absent where there are no accounts. */
  readonly groups?: Groups;
  /** Where it is recorded who did what; absent where there is no data folder. */
  readonly records?: Pick<RecordBook, "add">;
  /** Searches that people keep under a name; absent where there is no data folder. */
  readonly views?: Pick<Views, "save" | "drop">;
  /** Removes old raw outputs; absent where there is no data folder. */
  readonly retention?: Retention;
  /** What administrators set; absent where there is no data folder. */
  readonly settings?: Pick<Settings, "keepOutputsFor">;
  /** Keeps SSH keys of hosts; absent where there is no data folder. */
  readonly safe?: Pick<Safe, "keep" | "forget" | "rotate">;
  /** Signatures over many hosts; absent where there is no data folder. */
  readonly sweeps?: Pick<Sweeps, "create" | "stop">;
  /** What watches for hours; absent where there is no data folder. */
  readonly watches?: Pick<Watches, "notEnded">;
  /** Alerts that wait for somebody; absent where there is no data folder. */
  readonly alerts?: Pick<Alerts, "get" | "dismiss" | "restore" | "link">;
  /** Tells a worker that this investigation can go on. */
  readonly enqueue: (id: string) => Promise<void>;
  /** Likewise of a sweep; absent where there are none. */
  readonly enqueueSweep?: (id: string) => Promise<void>;
  readonly newId: () => string;
}
