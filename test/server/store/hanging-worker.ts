/** A worker that takes an investigation and never ends it, to be killed: node hanging-worker.ts <connection settings as JSON> */
import { openQueue } from "#server/store/queue.ts";

const queue = await openQueue(JSON.parse(process.argv[2] ?? "{}") as Parameters<typeof openQueue>[0]);
await queue.work(
  async (id) => {
    process.stdout.write(`took ${id}\n`);
    return new Promise(() => undefined);
  },
  { concurrency: 2 },
);
