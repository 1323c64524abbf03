/**
 * A server cut down to its storage: opens the data folder, appends notes as fast as it can and prints each one that was acknowledged.
 *   node appender.ts <data folder> <investigation>
 */
import { lockDataFolder } from "#server/database/lock.ts";
import { startDatabase } from "#server/database/database.ts";
import { migrate } from "#server/database/migrate.ts";
import { openStore } from "#server/store/store.ts";
import { created, note } from "../store/sample.ts";

const [folder = "", id = "", mode = "append"] = process.argv.slice(2);
const lock = await lockDataFolder(folder);
const database = await startDatabase({
  dataFolder: folder,
  onProgress: (line) => process.stderr.write(`${line}\n`),
});
await migrate(database.pool);
const store = await openStore(database.pool);
lock.announce({ url: "http://127.0.0.1:1" });
if ((await store.investigation(id)) === null) await store.journal.create(created(id));
process.stdout.write(`ready ${process.pid} ${database.about}\n`);

const write = async (): Promise<void> => {
  for (let n = 0; ; n += 1) {
    const appended = await store.journal.append(id, { expected: null, events: [note(String(n))] });
    if (appended.ok) process.stdout.write(`ack ${appended.events[0]?.seq}\n`);
  }
};
if (mode === "append") await Promise.all([write(), write(), write()]);
else {
  process.stdin.resume();
  await new Promise((done) => process.stdin.once("end", done));
  await store.close();
  await database.stop();
  await lock.release();
}
