import { labCommand } from "#lab/command.ts";

/** `culprit lab ...`: practice hosts with real faults. */
export const lab = (args: readonly string[]): Promise<number> => labCommand(args);
