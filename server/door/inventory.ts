/** A host of the inventory: what people choose from when they start an investigation. */
export interface Host {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  readonly netns: string | null;
  readonly group: string | null;
  readonly labels: readonly string[];
  /** Of the SSH key that Culprit keeps for it, with who put it there and when; null for none. */
  readonly keyFingerprint?: string | null;
  readonly keyBy?: string | null;
  readonly keyAt?: Date | null;
}

export type NewHost = Pick<Host, "name" | "address"> & Partial<Pick<Host, "port" | "user" | "netns" | "group" | "labels">>;
