import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Failure } from "#machines/contract/failure.ts";

/** Scripts of this room name the kind themselves; what they exit with says nothing more. */
const OWN_MARK = /^culprit: (absent|denied|toolMissing): (.+)$/m;

/** Words by which shells, sudo, ip netns and the tools themselves say why nothing ran. First match decides. */
const SIGNS: readonly (readonly [RegExp, (match: RegExpExecArray, line: string) => Failure])[] = [
  [/exec of "([^"]+)" failed: No such file or directory/, ([, tool = ""]) => ({ kind: "toolMissing", tool })],
  [
    /^(?:sudo|nice|env|timeout|setsid|nohup|ionice|\S*sh)(?:: (?:line )?\d+)?: (?:failed to run command )?['"‘`]?([^\s:'"’]+)['"’]?: (?:command not found|not found|No such file or directory)/m,
    ([, tool = ""]) => ({ kind: "toolMissing", tool }),
  ],
  [
    /^.*Cannot open network namespace "([^"]*)": No such file.*$/m,
    ([, name = ""]) => ({ kind: "absent", what: `network namespace ${name}` }),
  ],
  [/^sudo: .*$|^.*(?:is not in the sudoers file|a password is required).*$/m, (_match, line) => ({ kind: "denied", stderr: line })],
  [
    /^.*(?:Permission denied|Operation not permitted|must be root|need to be root|needs to be run as root|cannot flood|minimal interval).*$/im,
    (_match, line) => ({ kind: "denied", stderr: line }),
  ],
  [
    /^(?:(\w+): )?.*(?:Option "([^"]+)" is unknown|(?:unrecognized|invalid|illegal|unknown) option(?: --|:)? ?['"]?([^\s'"]+)).*$/im,
    ([, tool, a, b]) => ({ kind: "toolMissing", tool: `${tool ?? ""} with option ${a ?? b ?? ""}` }),
  ],
  // Busybox shows its usage instead of naming the option; some nft packages are built without JSON.
  [/multi-call binary\.\s+Usage: (\w+)/, ([, tool = ""]) => ({ kind: "toolMissing", tool: `${tool} with these options` })],
  [/JSON support not compiled/, () => ({ kind: "toolMissing", tool: "nft with JSON" })],
  [
    /^.*(?:Operation not supported|Protocol not supported|not supported by|No such file or directory|No such device|does not exist).*$/im,
    (_match, line) => ({ kind: "absent", what: line.trim() }),
  ],
];

/** sudo says this on many healthy hosts, and goes on. */
const HARMLESS = /^sudo: unable to resolve host .*$/gm;

/** A shell or an interpreter that is there, and ran a script which ended with 127: what is missing is something else. */
const INTERPRETER = /^(?:sh|bash|python3)$/;

/** Says why a command gave nothing, or null where its words are not known: then its parser decides. */
export function cannotRun(output: CommandOutput, tool: string): Failure | null {
  const mark = OWN_MARK.exec(output.stderr);
  if (mark) return ownMark(mark[1] ?? "", mark[2] ?? "");
  if (output.exitCode === 0) return null;
  const stderr = output.stderr.replaceAll(HARMLESS, "");
  for (const [pattern, failure] of SIGNS) {
    const match = pattern.exec(stderr);
    if (match) return named(failure(match, match[0]), tool);
  }
  // POSIX: 127 not found, 126 found but not executable.
  if (output.exitCode === 127 && !INTERPRETER.test(tool)) return { kind: "toolMissing", tool };
  return output.exitCode === 126 ? { kind: "denied", stderr: output.stderr } : null;
}

/** What `cat` said about one file. */
export function readError(said: string, path: string): Failure {
  if (/Permission denied|Operation not permitted/.test(said)) return { kind: "denied", stderr: said.trim() };
  if (/No such file|No such device|not supported/i.test(said)) return { kind: "absent", what: path };
  return { kind: "exited", code: 1, signal: null, stderr: said.trim() };
}

const ownMark = (kind: string, why: string): Failure => {
  if (kind === "absent") return { kind, what: why };
  return kind === "denied" ? { kind, stderr: why } : { kind: "toolMissing", tool: why };
};

/** iproute2 does not begin its complaint with its name: "option -j" alone says little. */
const named = (failure: Failure, tool: string): Failure =>
  failure.kind === "toolMissing" && failure.tool.startsWith(" with ") ? { kind: "toolMissing", tool: tool + failure.tool } : failure;
