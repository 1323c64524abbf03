/**
 * What a lab of this machine says of itself, in the file inventory.json of its directory: enough to begin an investigation on its
 * hosts at once, and nothing about the faults that are there.
 */
export interface LabInventory {
  readonly version: typeof LAB_INVENTORY_VERSION;
  readonly topology: string;
  /** One sentence: what network this is. */
  readonly about: string;
  /** When it was up, in ISO 8601. */
  readonly since: string;
  /** The process whose end is the end of the lab. A pid alone may have been given to another one. */
  readonly root: { readonly pid: number; readonly startTicks: string };
  readonly identityFile: string;
  readonly knownHostsFile: string;
  readonly hosts: readonly LabInventoryHost[];
  readonly asks: readonly LabInventoryAsk[];
}

export const LAB_INVENTORY_VERSION = 1;

export interface LabInventoryHost {
  readonly name: string;
  /** What it is for. */
  readonly about: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeyFingerprint: string;
  readonly knownHostsLine: string;
}

/** How a runbook is pointed at these hosts: host names by role, and inputs. */
export interface LabInventoryAsk {
  readonly runbook: string;
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly inputs: Readonly<Record<string, string>>;
}

/** How a host of the lab is written where an address is asked for: `lab:alpha`. */
export const LAB_ADDRESS = /^lab:([a-z0-9][a-z0-9-]{0,62})$/;

/** The host's name in the lab; undefined for any other address. */
export const labHostName = (address: string): string | undefined => LAB_ADDRESS.exec(address)?.[1];
