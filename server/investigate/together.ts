import { pack, unpack, type Pack } from "../ssh/together.ts";
import type { Answer, Command, RunOptions, Session } from "../ssh/transport.ts";

export interface TogetherOptions extends RunOptions {
  /** The login is root: then no part of it is given more than it needs. */
  readonly asRoot: boolean;
  readonly mayJoin: (command: Command) => boolean;
}

/**
 * Asks for commands in one batch, those that may join in as few as their privileges allow: one script reads all counters of a host before the window, and one
 * after it. Parts that such a command has no answer for are asked for alone.
 */
export async function askTogether(
  session: Session,
  commands: readonly Command[],
  { asRoot, mayJoin, ...options }: TogetherOptions,
): Promise<readonly Answer[]> {
  const groups = Map.groupBy(commands, (command) =>
    mayJoin(command) ? `${asRoot ? "" : command.privilege} ${command.netns ?? ""}` : `alone ${command.key}`,
  );
  const packs = [...groups.values()].filter((group) => group.length > 1).map(pack);
  const joined = new Set(packs.flatMap(({ parts }) => parts));
  const alone = commands.filter((command) => !joined.has(command));
  const answers = await session.batch([...packs.map(({ command }) => command), ...alone], options);
  const taken = packs.map((one) => ({ one, answers: partsOf(one, answers) }));
  const open = taken.flatMap(({ one, answers: own }) => one.parts.filter((_, index) => own[index] === null));
  const rest = open.length === 0 || options.signal?.aborted === true ? [] : await session.batch(open, options);
  return [...taken.flatMap(({ answers: own }) => own.filter((answer) => answer !== null)), ...answers, ...rest];
}

function partsOf(one: Pack, answers: readonly Answer[]): readonly (Answer | null)[] {
  const whole = answers.find(({ key }) => key === one.command.key);
  return whole === undefined ? one.parts.map(() => null) : unpack(one, whole);
}
