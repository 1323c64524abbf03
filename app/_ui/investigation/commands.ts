import type { Choice } from "./choice.ts";
import { hostChoices, understandHost, type HostsAround, type HostSpoken } from "./host-command.ts";

/** What stands behind a `/` in the composer. Pure: text in, choices or an action out. */
export interface Surroundings extends HostsAround {
  readonly collectors: readonly { readonly id: string; readonly title: string }[];
  readonly tests: readonly string[];
  /** Those that are skipped, and can be asked for again. */
  readonly skipped: readonly string[];
  /** Who it can be handed over to; empty until it was asked, and where there are no accounts. */
  readonly people: readonly { readonly login: string; readonly name: string }[];
  readonly status: "running" | "waiting" | "paused" | "concluded" | "stopped";
}

export type Spoken =
  | HostSpoken
  | { readonly do: "note"; readonly text: string; readonly replaces?: number }
  | { readonly do: "why" }
  | { readonly do: "pause" | "resume" }
  | { readonly do: "stop"; readonly reason?: string }
  | { readonly do: "handOver"; readonly to: string; readonly text?: string }
  | { readonly do: "skip" | "unskip"; readonly test: string }
  | { readonly do: "run"; readonly collector: string; readonly host: string };

const over = ({ status }: Surroundings): boolean => status === "concluded" || status === "stopped";

const COMMANDS: readonly {
  readonly name: string;
  readonly rest: string;
  readonly say: string;
  readonly when: (around: Surroundings) => boolean;
}[] = [
  { name: "note", rest: "text", say: "add a note to the conversation", when: () => true },
  { name: "why", rest: "", say: "why this test comes now", when: (around) => !over(around) },
  { name: "run", rest: "collector host", say: "run one read-only collector now; shown, never judged", when: (around) => !over(around) },
  { name: "skip", rest: "test", say: "leave a test out; what it would decide stays unknown", when: (around) => !over(around) },
  {
    name: "unskip",
    rest: "test",
    say: "take a skip back; it is asked as soon as it can tell",
    when: (around) => !over(around) && around.skipped.length > 0,
  },
  { name: "host", rest: "add role host", say: "bring a host into it that nobody named", when: (around) => !over(around) },
  { name: "pause", rest: "", say: "start nothing new", when: ({ status }) => status === "running" || status === "waiting" },
  { name: "resume", rest: "", say: "go on after a pause", when: ({ status }) => status === "paused" },
  { name: "hand-over", rest: "@person words", say: "somebody else goes on with it", when: () => true },
  { name: "close", rest: "reason", say: "stop here, without a verdict", when: (around) => !over(around) },
];

const MOST = 8;

/** Completions for what is typed; empty when it is no command or nothing fits. */
export function choicesFor(text: string, around: Surroundings): readonly Choice[] {
  const match = /^\/(\S*)(?:\s+(.*))?$/s.exec(text);
  if (match === null) return [];
  const [, word = "", rest] = match;
  if (rest === undefined && !/\s$/.test(text)) {
    return COMMANDS.filter(({ name, when }) => name.startsWith(word) && when(around)).map(({ name, rest: args, say }) => ({
      text: args === "" ? `/${name}` : `/${name} `,
      command: `/${name}`,
      rest: args,
      say,
      complete: args === "",
    }));
  }
  if (word === "skip" || word === "unskip") {
    const tests = word === "skip" ? around.tests.filter((test) => !around.skipped.includes(test)) : around.skipped;
    const command = `/${word}`;
    return fits(tests, rest ?? "").map((test) => ({ text: `${command} ${test}`, command, rest: test, say: "", complete: true }));
  }
  if (word === "host") return over(around) ? [] : hostChoices(rest ?? "", around);
  if (word === "hand-over") return personChoices(rest ?? "", around);
  return word === "run" ? runChoices(rest ?? "", around) : [];
}

/** Names with spaces are completed to what people sign in with, so that words can follow. */
function personChoices(rest: string, { people }: Surroundings): readonly Choice[] {
  const typed = rest.replace(/^@/, "").toLowerCase();
  if (/\s/.test(typed)) return [];
  if (people.length === 0 && typed === "")
    return [{ text: "/hand-over @", command: "/hand-over", rest: "@person words", say: "a name, then words for them", complete: false }];
  return people
    .filter(({ login, name }) => login.toLowerCase().startsWith(typed) || name.toLowerCase().includes(typed))
    .slice(0, MOST)
    .map(({ login, name }) => ({ text: `/hand-over @${login} `, command: "/hand-over", rest: `@${login}`, say: name, complete: false }));
}

function runChoices(rest: string, { collectors, hosts }: Surroundings): readonly Choice[] {
  const [collector = "", host] = rest.split(/\s+/);
  if (host === undefined) {
    return fits(
      collectors.map(({ id }) => id),
      collector,
    ).map((id) => ({
      text: `/run ${id} `,
      command: "/run",
      rest: id,
      say: collectors.find((one) => one.id === id)?.title ?? "",
      complete: false,
    }));
  }
  if (!collectors.some(({ id }) => id === collector)) return [];
  return hosts
    .filter(({ key, name }) => key.startsWith(host) || name.startsWith(host))
    .map(({ key, name }) => ({
      text: `/run ${collector} ${key}`,
      command: "/run",
      rest: `${collector} ${key}`,
      say: name,
      complete: true,
    }));
}

const fits = (all: readonly string[], typed: string): readonly string[] =>
  [
    ...all.filter((one) => one.startsWith(typed)),
    ...all.filter((one) => !one.startsWith(typed) && one.toLowerCase().includes(typed.toLowerCase())),
  ].slice(0, MOST);

/** What was said, or why it cannot be done. Text that does not begin with `/` is a note. */
export function understand(text: string, around: Surroundings): Spoken | { readonly wrong: string } {
  const said = text.trim();
  if (!said.startsWith("/")) return { do: "note", text: said };
  const [word = "", ...args] = said.slice(1).split(/\s+/);
  const rest = said.slice(word.length + 1).trim();
  switch (word) {
    case "note":
      return rest === "" ? { wrong: "Write the note after /note." } : { do: "note", text: rest };
    case "why":
    case "pause":
    case "resume":
      return { do: word };
    case "close":
      return rest === "" ? { do: "stop" } : { do: "stop", reason: rest };
    case "hand-over": {
      const to = (args[0] ?? "").replace(/^@/, "");
      const words = rest.slice((args[0] ?? "").length).trim();
      if (to === "") return { wrong: "To whom? Write /hand-over @person, and words for them if you like." };
      return words === "" ? { do: "handOver", to } : { do: "handOver", to, text: words };
    }
    case "host":
      return over(around)
        ? { wrong: "It has ended. Start another investigation with this host among the others." }
        : understandHost(args, around);
    case "skip":
      return around.tests.includes(rest) ? { do: "skip", test: rest } : { wrong: `Which test? One of ${around.tests.join(", ")}.` };
    case "unskip":
      if (around.skipped.length === 0) return { wrong: "No test is skipped." };
      return around.skipped.includes(rest) ? { do: "unskip", test: rest } : { wrong: `Which test? Skipped: ${around.skipped.join(", ")}.` };
    case "run": {
      const [collector = "", named = ""] = args;
      const host = around.hosts.find(({ key, name }) => key === named || name === named);
      if (!around.collectors.some(({ id }) => id === collector)) return { wrong: "Which collector? Type /run and choose one." };
      return host === undefined
        ? { wrong: `Which host? One of ${around.hosts.map(({ key }) => key).join(", ")}.` }
        : { do: "run", collector, host: host.key };
    }
    default:
      return { wrong: `There is no command /${word}. A note that begins with a slash is written as /note /${word}.` };
  }
}
