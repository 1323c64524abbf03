import { unparsable } from "../failure.ts";

/** One vrrp_instance, with what it tracks. What is not set is what keepalived takes then. */
export interface Instance {
  readonly name: string;
  readonly interface: string;
  readonly vrid: number;
  readonly priority: number;
  readonly advertMs: number;
  readonly version: number;
  /** "none", or the type and what is shown of the password: "pass 6821". */
  readonly auth: string;
  readonly addresses: readonly string[];
  readonly excluded: readonly string[];
  readonly nopreempt: boolean;
  readonly unicast: boolean;
  /** What its checks add to the priority, or take off it, by name. */
  readonly weights: Readonly<Record<string, number>>;
}

interface Block {
  readonly words: readonly string[];
  readonly blocks: readonly Block[];
}

/** keepalived.conf(5): a line of words, which may open a block. */
export function instancesIn(lines: readonly string[]): readonly Instance[] {
  const top = blocksOf(lines);
  const globals = top.filter((block) => block.words[0] === "global_defs").flatMap(({ blocks }) => blocks);
  const version = versionOf(wordAfter(globals, "vrrp_version"));
  const scripts = new Map(
    top
      .filter(({ words }) => /^vrrp_(script|track_process|track_file)$/.test(words[0] ?? ""))
      .map(({ words, blocks }) => [words[1] ?? "", Number(wordAfter(blocks, "weight") ?? 0)] as const),
  );
  return top.filter(({ words }) => words[0] === "vrrp_instance").map((block) => instanceOf(block, { version, scripts }));
}

function blocksOf(lines: readonly string[]): readonly Block[] {
  const stack: { words: readonly string[]; blocks: Block[] }[] = [{ words: [], blocks: [] }];
  for (const word of lines.flatMap((line) => [...line.replaceAll(/([{}])/g, "\n$1\n").split("\n"), ""])) {
    const text = word.trim();
    const current = stack.at(-1);
    if (current === undefined) return unparsable("the configuration closes a block that it never opened");
    if (text === "") continue;
    if (text === "}") {
      if (stack.length === 1) return unparsable("the configuration closes a block that it never opened");
      stack.pop();
    } else if (text === "{") {
      const last = current.blocks.at(-1) ?? unparsable("a block without a name");
      stack.push(last as { words: readonly string[]; blocks: Block[] });
    } else current.blocks.push({ words: text.split(/\s+/), blocks: [] });
  }
  return stack.length === 1 ? (stack[0]?.blocks ?? []) : unparsable("the configuration ends within a block");
}

const wordAfter = (blocks: readonly Block[], name: string): string | undefined => blocks.find(({ words }) => words[0] === name)?.words[1];

interface Around {
  readonly version: number;
  readonly scripts: ReadonlyMap<string, number>;
}

function instanceOf({ words, blocks }: Block, { version, scripts }: Around): Instance {
  const within = (name: string): readonly Block[] => blocks.filter((block) => block.words[0] === name).flatMap((block) => block.blocks);
  const name = words[1] ?? "unnamed";
  const number = (setting: string, otherwise: number): number => {
    const value = wordAfter(blocks, setting);
    return value === undefined
      ? otherwise
      : /^\d{1,5}(\.\d{1,6})?$/.test(value)
        ? Number(value)
        : unparsable(`${setting} of ${name} is "${(value ?? "").slice(0, 20)}"`);
  };
  const authentication = within("authentication");
  const type = wordAfter(authentication, "auth_type")?.toLowerCase();
  const address = ({ words: [first = ""] }: Block): string => first.replace(/\/\d+$/, "");
  return {
    name,
    interface: wordAfter(blocks, "interface") ?? "",
    vrid: number("virtual_router_id", 0),
    priority: number("priority", 100),
    advertMs: Math.round(1_000 * number("advert_int", 1)),
    version: number("version", version),
    auth: type === undefined ? "none" : `${type} ${wordAfter(authentication, "auth_hash") ?? "without a password"}`,
    addresses: within("virtual_ipaddress").map(address),
    excluded: within("virtual_ipaddress_excluded").map(address),
    nopreempt: blocks.some((block) => block.words[0] === "nopreempt"),
    unicast: blocks.some((block) => block.words[0] === "unicast_peer"),
    weights: weightsOf(["track_script", "track_interface", "track_process", "track_file"].flatMap(within), scripts),
  };
}

/** `chk_web`, or `chk_web weight 60`. Without a weight its failure is a fault of the whole instance, which is not a matter of priorities. */
function weightsOf(tracked: readonly Block[], scripts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  const weights = tracked.map(({ words }): readonly [string, number] => {
    const [name = "", , own] = words[1] === "weight" ? words : [words[0], "", undefined];
    return [name, own === undefined ? (scripts.get(name) ?? 0) : Number(own)];
  });
  return Object.fromEntries(weights.filter(([, weight]) => Number.isFinite(weight) && weight !== 0 && Math.abs(weight) <= 254));
}

/** Version 2 is keepalived's default. */
const versionOf = (word: string | undefined): number => (word === "3" ? 3 : 2);
