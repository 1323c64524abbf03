import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./place.mjs";
import { runStep, stepEnvironment } from "./step.mjs";
import { stepTrouble } from "./trouble.mjs";

const SCHEMA = join(ROOT, "prisma", "schema.prisma");
const STAMP = join(ROOT, "prisma", "generated", ".made-from");
const VERSION = join(ROOT, "node_modules", "@prisma", "client", "package.json");

/** The database client, generated from the schema. */
export const generateClient = {
  title: "Generating the database client",
  isDone: () =>
    existsSync(STAMP) && existsSync(join(ROOT, "prisma", "generated", "client.ts")) && readFileSync(STAMP, "utf8").trim() === madeFrom(),
  run: async ({ node, signal }) => {
    // Prisma would fetch its native schema engine, which generating does not use. The variable says that there is one.
    // It must never be set for `prisma migrate`, which would then do nothing and call that a success.
    const env = { ...stepEnvironment(dirname(node)), PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true" };
    const failed = await runStep([node, join(ROOT, "node_modules", "prisma", "build", "index.js"), "generate", "--no-hints"], {
      env,
      signal,
    });
    if (failed !== null) throw stepTrouble("Generating the database client", failed);
    writeFileSync(STAMP, `${madeFrom()}\n`);
  },
};

const madeFrom = () => {
  const version = existsSync(VERSION) ? JSON.parse(readFileSync(VERSION, "utf8")).version : "";
  return createHash("sha256").update(version).update(readFileSync(SCHEMA)).digest("hex");
};
