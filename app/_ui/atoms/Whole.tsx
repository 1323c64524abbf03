import styles from "./atoms.module.css";

/** Names with a hyphen, and a number with its sign or unit: what nobody reads in two lines. What is longer may break. */
const PARTS = /((?<![^\s(])[^\s]*[a-z\d]-[a-z\d][^\s]*|\d+ (?:%|(?:ms|min|s)(?![a-z])))/i;
const LONGEST = 24;

/** A sentence whose host names and percentages stay in one piece. */
export const Whole = ({ text }: { readonly text: string }): React.JSX.Element => (
  <>
    {text.split(PARTS).map((part, at) =>
      at % 2 === 1 && part.length <= LONGEST ? (
        <span key={at} className={styles.whole}>
          {part}
        </span>
      ) : (
        part
      ),
    )}
  </>
);
