/** Gives each value a number in the order of its first appearance: the same value is replaced alike wherever it stands. */
export const numbered = (write: (n: number) => string): ((value: string) => string) => {
  const seen = new Map<string, string>();
  return (value) => {
    const known = seen.get(value) ?? write(seen.size + 1);
    seen.set(value, known);
    return known;
  };
};
