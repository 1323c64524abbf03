import type { Client } from "./client.ts";

/** What administrators set for this installation. */
export interface Settings {
  /** For how many days raw outputs are kept; null: as long as the database. */
  retention(): Promise<Retained | null>;
  keepOutputsFor(days: number | null, by: string): Promise<void>;
}

export interface Retained {
  readonly days: number;
  readonly by: string;
  readonly at: Date;
}

const RETENTION = "retention";

export const settingsOf = ({ prisma }: Client): Settings => ({
  retention: async () => {
    const found = await prisma.setting.findUnique({ where: { name: RETENTION } });
    const { value, by, at } = found ?? {};
    const days = typeof value === "object" && value !== null && "days" in value ? value["days"] : null;
    return typeof days === "number" && by !== undefined && at !== undefined ? { days, by, at } : null;
  },
  keepOutputsFor: async (days, by) => {
    const data = { value: { days }, by, at: new Date() };
    await prisma.setting.upsert({ where: { name: RETENTION }, create: { name: RETENTION, ...data }, update: data });
  },
});
