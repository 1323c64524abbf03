import { labCommand } from "#lab/command.ts";
import { LabProblem } from "#lab/hosts/problem.ts";
import { EXIT } from "../exit.ts";

/** `culprit lab ...`: practice hosts with real faults. Recording one takes a runbook and its judgement, which the lab does not know. */
export async function lab(args: readonly string[]): Promise<number> {
  const [verb, ...rest] = args;
  if (verb !== "record") return labCommand(args);
  const { record } = await import("../record/record.ts");
  try {
    return await record(rest);
  } catch (error) {
    if (!(error instanceof LabProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.usage;
  }
}
