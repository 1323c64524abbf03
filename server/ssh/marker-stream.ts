/** What a stream is made of: bytes, and lines that begin with the nonce. */
export type Piece = { readonly kind: "bytes"; readonly data: Buffer } | { readonly kind: "line"; readonly words: readonly string[] };

/** No line of ours is longer; what claims to be one and is longer, is output. */
const LONGEST_LINE = 200;

/**
 * Splits a stream into output and the lines of Culprit, whatever the chunks: a line of ours is a newline, the nonce, a space, words, a newline,
 * and belongs to no output. A line with the right nonce that `expects` refuses is output like any other.
 */
export function markerStream(nonce: string, expects: (words: readonly string[]) => boolean, emit: (piece: Piece) => void) {
  const marker = Buffer.from(`\n${nonce} `);
  let held: Buffer = Buffer.alloc(0);

  const bytes = (data: Buffer): void => {
    if (data.length > 0) emit({ kind: "bytes", data });
  };

  /** Takes one line of ours or one piece of output off `data`; undefined when more bytes are needed to tell. */
  function step(data: Buffer): Buffer | undefined {
    const at = data.indexOf(marker);
    if (at < 0) {
      const keep = beginsMarker(data, marker);
      bytes(data.subarray(0, data.length - keep));
      held = data.subarray(data.length - keep);
      return undefined;
    }
    const end = data.indexOf(10, at + marker.length);
    if (end < 0 && data.length - at <= LONGEST_LINE) {
      bytes(data.subarray(0, at));
      held = data.subarray(at);
      return undefined;
    }
    const words = end < 0 || end - at > LONGEST_LINE ? [] : data.toString("latin1", at + marker.length, end).split(" ");
    if (words.length > 0 && expects(words)) {
      bytes(data.subarray(0, at));
      emit({ kind: "line", words });
      return data.subarray(end + 1);
    }
    bytes(data.subarray(0, at + 1));
    return data.subarray(at + 1);
  }

  return {
    push(chunk: Buffer): void {
      let rest: Buffer | undefined = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      held = Buffer.alloc(0);
      while (rest !== undefined && rest.length > 0) rest = step(rest);
    },
    /** The stream has ended: what was held back as a possible line is output. */
    end(): void {
      bytes(held);
      held = Buffer.alloc(0);
    },
  };
}

/** How many bytes at the end of `data` could be the beginning of `marker`. */
function beginsMarker(data: Buffer, marker: Buffer): number {
  for (let length = Math.min(marker.length - 1, data.length); length > 0; length--) {
    if (data.subarray(data.length - length).equals(marker.subarray(0, length))) return length;
  }
  return 0;
}
