import type { Failure } from "#machines/contract/index.ts";
import type { Ending, Header } from "./frame-parser.ts";
import { openTake } from "./take.ts";
import type { Answer, Command, RunOptions } from "./transport.ts";

type Stream = "stdout" | "stderr";

/** The answers of one frame, as far as they have come. */
export function openRoll(commands: readonly Command[], options: RunOptions, settle: (answers: readonly Answer[]) => void) {
  const openedAt = Date.now();
  const takes = commands.map((command) => openTake(command, openedAt));
  const answers: (Answer | undefined)[] = takes.map(() => undefined);
  const stopped = new Map<number, Failure>();
  let header: Header | null = null;

  const put = (index: number, answer: Answer | undefined): void => {
    if (answer === undefined || answers[index] !== undefined) return;
    answers[index] = answer;
    const all = answers.filter((one) => one !== undefined);
    if (all.length === answers.length) settle(all);
  };
  const isOpen = (index: number): boolean => answers[index] === undefined;
  return {
    isOpen,
    header: () => header,
    setHeader: (read: Header): void => {
      header = read;
    },
    timedOut: (): Failure => ({ kind: "timedOut", afterMs: Date.now() - openedAt }),
    start(index: number): void {
      takes[index]?.begin(Date.now());
      const { key } = commands[index] ?? {};
      if (key !== undefined) options.onStart?.(key);
    },
    /** True when the command floods us and has to be stopped. */
    data(index: number, stream: Stream, data: Buffer): boolean {
      const take = takes[index];
      if (!take || !isOpen(index)) return false;
      const { kept, flood } = take.push(stream, data);
      if (kept.length > 0) options.onChunk?.({ key: take.command.key, stream, data: kept });
      return flood;
    },
    /** Notes why a command is about to be stopped; false when that is already so, or when it has ended. */
    stop(index: number, why: Failure): boolean {
      if (stopped.has(index) || !isOpen(index)) return false;
      stopped.set(index, why);
      return true;
    },
    end(index: number, ending: Ending): void {
      const why = stopped.get(index);
      const answer = why === undefined ? takes[index]?.finish(header, ending, Date.now()) : takes[index]?.fail(header, why, Date.now());
      put(index, answer && (why === undefined ? answer : { ...answer, signal: "KILL" }));
    },
    /** Nothing more will come: answers all that are open. */
    giveUp(failure: Failure): void {
      takes.forEach((take, index) => put(index, isOpen(index) ? take.fail(header, stopped.get(index) ?? failure, Date.now()) : undefined));
    },
  };
}

export type Roll = ReturnType<typeof openRoll>;
