/** A host of the inventory: what people choose from when they start an investigation. */
export interface Host {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  readonly netns: string | null;
  readonly group: string | null;
}

export type NewHost = Pick<Host, "name" | "address"> & Partial<Pick<Host, "port" | "user" | "netns" | "group">>;
