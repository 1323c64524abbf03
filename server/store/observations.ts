import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { NewObservation } from "../journal.ts";
import type { Client } from "./client.ts";

const decompress = promisify(gunzip);

/** An observation as it was seen, byte for byte; null when there is none of that id in this investigation. */
export const readObservation = async ({ prisma }: Client, investigationId: string, id: string): Promise<NewObservation | null> => {
  const row = await prisma.observation.findFirst({ where: { id, investigationId } });
  if (row === null) return null;
  const { stdout, stderr, args, investigationId: _, stdoutBytes: _out, stderrBytes: _err, ...rest } = row;
  return {
    ...rest,
    args: args as Record<string, string>,
    stdout: await decompress(stdout),
    stderr: await decompress(stderr),
  };
};
