import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { NewObservation } from "../journal.ts";
import type { Client } from "./client.ts";

const decompress = promisify(gunzip);

/** All of one investigation, in the order in which they were made. */
export const readObservations = async ({ prisma }: Client, investigationId: string): Promise<readonly NewObservation[]> => {
  const rows = await prisma.observation.findMany({ where: { investigationId }, orderBy: [{ startedAt: "asc" }, { id: "asc" }] });
  return Promise.all(rows.map(seen));
};

/** An observation as it was seen, byte for byte; null when there is none of that id in this investigation. */
export const readObservation = async ({ prisma }: Client, investigationId: string, id: string): Promise<NewObservation | null> => {
  const row = await prisma.observation.findFirst({ where: { id, investigationId } });
  return row === null ? null : seen(row);
};

type ObservationRow = NonNullable<Awaited<ReturnType<Client["prisma"]["observation"]["findFirst"]>>>;

const seen = async (row: ObservationRow): Promise<NewObservation> => {
  const { stdout, stderr, args, investigationId: _, stdoutBytes: _out, stderrBytes: _err, ...rest } = row;
  return {
    ...rest,
    args: args as Record<string, string>,
    stdout: await decompress(stdout),
    stderr: await decompress(stderr),
  };
};
