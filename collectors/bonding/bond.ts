/** One interface of a bond, of the kernel or of Open vSwitch. Null: not said. */
export interface Leg {
  readonly name: string;
  /** The bond's own monitoring says that its link is up. */
  readonly up: boolean;
  /** It takes part in sending: in the active aggregator, or enabled. */
  readonly carries: boolean;
  readonly speed: string | null;
  readonly duplex: string | null;
  readonly failures: number | null;
  readonly aggregator: number | null;
  readonly churned: boolean | null;
  readonly churnedCount: number | null;
  /** Its LACP port works with defaults, or with information that has expired: no LACPDU of a partner counts. */
  readonly defaulted: boolean | null;
  readonly partnerSystem: string | null;
  readonly partnerKey: number | null;
}

export interface Bond {
  readonly name: string;
  readonly kind: "kernel" | "ovs";
  readonly mode: string;
  readonly lacp: boolean;
  readonly hashPolicy: string | null;
  /** Some way of noticing that a link is down is on. */
  readonly monitored: boolean;
  readonly minLinks: number | null;
  readonly ports: number | null;
  readonly legs: readonly Leg[];
}
