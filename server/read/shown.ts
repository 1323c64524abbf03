import type { Right, Visitor } from "../access/rights.ts";
import { askedTurn } from "../pseudonyms/asked.ts";
import type { Turn } from "../pseudonyms/address.ts";
import { withStrings } from "../pseudonyms/deep.ts";
import { leftIn, turnedOutput } from "../pseudonyms/output.ts";
import { turnedText } from "../pseudonyms/text.ts";

/** As somebody may see it. */
export interface Shown {
  value<T>(value: T): T;
  /** Null when it cannot be shown with other addresses. */
  output(output: Buffer): Buffer | null;
  /** Nobody can put other addresses into a picture: there it is all or none. */
  readonly pictures: boolean;
}

const AS_IT_IS: Shown = { value: (value) => value, output: (output) => output, pictures: true };

/** Who reaches hosts needs their addresses; whoever reads on has no use for them, and gets others where the organisation asks for that. */
export const NEEDS_ADDRESSES: Right = "investigate";

export async function shownTo({ rights }: Pick<Visitor, "rights">): Promise<Shown> {
  const turn = rights.has(NEEDS_ADDRESSES) ? null : await askedTurn();
  return turn === null ? AS_IT_IS : turned(turn);
}

const turned = (turn: Turn): Shown => ({
  value: (value) => withStrings(value, (text) => turnedText(text, turn)),
  output: (output) => {
    const text = turnedOutput(output, turn);
    return text === null || leftIn(text, turn) ? null : text;
  },
  pictures: false,
});
