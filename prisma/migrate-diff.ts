/**
 * Writes the next migration from what changed in schema.prisma:
 *   node prisma/migrate-diff.ts <name>      writes prisma/migrations/<timestamp>_<name>/migration.sql
 *   node prisma/migrate-diff.ts --check     exit code 1 when the migrations and the schema differ
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDatabase } from "#server/database/database.ts";
import { MIGRATIONS_FOLDER } from "#server/database/migrations.ts";
import { difference } from "./schema-engine.ts";

const write = async (name: string, sql: string): Promise<void> => {
  const timestamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const folder = join(MIGRATIONS_FOLDER, `${timestamp}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "migration.sql"), sql);
  console.log(`Wrote ${folder}/migration.sql. Read it: what it drops is lost.`);
};

const [argument = ""] = process.argv.slice(2);
if (argument !== "--check" && !/^[a-z0-9_]+$/.test(argument)) {
  console.error("Usage: node prisma/migrate-diff.ts <name_with_underscores> | --check");
  process.exit(2);
}
await mkdir(MIGRATIONS_FOLDER, { recursive: true });
const scratch = await mkdtemp(join(tmpdir(), "culprit-diff-"));
// PostgreSQL's account may pass, but not look.
await chmod(scratch, 0o711);
const database = await startDatabase({ dataFolder: join(scratch, "data") });
try {
  const sql = await difference(database.pool);
  if (sql === null) console.log("The migrations and schema.prisma agree.");
  else if (argument === "--check") {
    console.log(sql);
    process.exitCode = 1;
  } else await write(argument, sql);
} finally {
  await database.stop();
  await rm(scratch, { recursive: true, force: true });
}
