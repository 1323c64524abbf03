const ARMED = Buffer.from("CULPRIT-ARMED");
const NEWLINE = 10;

/**
 * Takes the line CULPRIT-ARMED out of a sensor's stdout, once; `pass` gets all the rest. The word counts as soon as it is complete: its
 * newline may be held back, because a newline is also how Culprit's own lines begin.
 */
export function armedFilter(pass: (data: Buffer) => void, armed: () => void) {
  let held: Buffer = Buffer.alloc(0);
  let state: "before" | "newline" | "after" = "before";
  let atLineStart = true;

  /** Takes one line, or a piece of one, off `data`; what is left is looked at again. */
  function step(data: Buffer): Buffer {
    const length = Math.min(data.length, ARMED.length);
    if (atLineStart && data.subarray(0, length).equals(ARMED.subarray(0, length))) {
      if (length < ARMED.length) held = data;
      else {
        state = "newline";
        armed();
      }
      return data.subarray(state === "newline" ? length : data.length);
    }
    const end = data.indexOf(NEWLINE) + 1 || data.length;
    pass(data.subarray(0, end));
    atLineStart = data[end - 1] === NEWLINE;
    return data.subarray(end);
  }

  return {
    push(chunk: Buffer): void {
      let rest: Buffer = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      held = Buffer.alloc(0);
      while (state === "before" && rest.length > 0) rest = step(rest);
      if (rest.length === 0) return;
      if (state === "newline" && rest[0] === NEWLINE) rest = rest.subarray(1);
      state = "after";
      if (rest.length > 0) pass(rest);
    },
    end(): void {
      if (held.length > 0) pass(held);
      held = Buffer.alloc(0);
    },
  };
}
