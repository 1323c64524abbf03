import { listOf } from "../explain/number.ts";

/** What stayed unknown on one host although it was read, and why. */
export interface LookAgain {
  readonly what: string;
  readonly host: string;
  readonly reason: string;
}

/** One sentence for all that have one reason: what is told of four hosts and two readings in eight is read by nobody. Others stay as they are, in their places. */
export function lookAgain(todo: readonly (string | LookAgain)[]): readonly string[] {
  const looks = todo.filter((one) => typeof one !== "string");
  const hostsOf = ({ what, reason }: LookAgain): readonly string[] => [
    ...new Set(looks.filter((one) => one.what === what && one.reason === reason).map(({ host }) => host)),
  ];
  const sentence = (look: LookAgain): string => {
    const hosts = listOf(hostsOf(look));
    const whats = looks.filter((one) => one.reason === look.reason && listOf(hostsOf(one)) === hosts).map(({ what }) => what);
    return `Look at ${listOf([...new Set(whats)])} on ${hosts}: ${look.reason}.`;
  };
  return [...new Set(todo.map((one) => (typeof one === "string" ? one : sentence(one))))];
}
