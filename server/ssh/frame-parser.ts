import { markerStream, type Piece } from "./marker-stream.ts";

export interface Header {
  readonly bootId: string | null;
  readonly uid: number | null;
}

/** How a command ended on the host. */
export type Ending =
  | { readonly how: "exited"; readonly code: number; readonly uptimeSeconds: number | null }
  | { readonly how: "wouldLoad"; readonly module: string; readonly uptimeSeconds: number | null }
  | { readonly how: "noSudo"; readonly uptimeSeconds: number | null };

export interface FrameListener {
  readonly header: (header: Header) => void;
  readonly start: (index: number, pid: number) => void;
  readonly data: (index: number, stream: "stdout" | "stderr", data: Buffer) => void;
  /** Both trailers of command `index` have come: all its output is here. */
  readonly end: (index: number, ending: Ending) => void;
  /** What was printed before the header: banners, rc files, the complaint of a shell that does not run commands. */
  readonly noise: (data: Buffer) => void;
}

const NUMBER = /^[0-9]{1,10}$/;
const UPTIME = /^(?:-|[0-9]{1,12}(?:\.[0-9]{1,6})?)$/;

const endingOf = (kind: string, detail: string, uptime: string): Ending => {
  const uptimeSeconds = uptime === "-" ? null : Number(uptime);
  if (kind === "e") return { how: "exited", code: Number(detail), uptimeSeconds };
  return kind === "m" ? { how: "wouldLoad", module: detail, uptimeSeconds } : { how: "noSudo", uptimeSeconds };
};

/** -1 before the header, then the command whose output or trailer is next on that stream. */
interface Place {
  out: number;
  err: number;
  running: boolean;
}

/** Only what can come next is a line of ours. */
function stdoutExpects(at: Place, count: number, [kind = "", index, a = "", b, ...more]: readonly string[]): boolean {
  if (at.out < 0) return kind === "h" && index !== undefined && a !== "" && b === undefined;
  if (index !== String(at.out) || at.out >= count || more.length > 0) return false;
  if (kind === "s") return !at.running && NUMBER.test(a) && b === undefined;
  if (b === undefined || !UPTIME.test(b)) return false;
  return at.running ? kind === "e" && NUMBER.test(a) : kind === "m" || kind === "n";
}

const stderrExpects = (at: Place, count: number, [word, ...more]: readonly string[]): boolean =>
  more.length === 0 && (at.err < 0 ? word === "h" : word === String(at.err) && at.err < count);

/** Reads the answer to a frame of `count` commands from the two streams of its channel, however they are cut. */
export function frameParser(nonce: string, count: number, listener: FrameListener) {
  const at: Place = { out: -1, err: -1, running: false };
  let delivered = 0;
  const endings: Ending[] = [];

  const deliver = (): void => {
    for (let ending = endings[delivered]; ending !== undefined && at.err > delivered; ending = endings[delivered]) {
      delivered += 1;
      listener.end(delivered - 1, ending);
    }
  };

  const onOut = (piece: Piece): void => {
    if (piece.kind === "bytes") {
      if (at.out < 0) listener.noise(piece.data);
      else if (at.running) listener.data(at.out, "stdout", piece.data);
      return;
    }
    const [kind = "", index = "", a = "", b = ""] = piece.words;
    if (kind === "h") {
      at.out = 0;
      listener.header({ bootId: index === "-" ? null : index, uid: NUMBER.test(a) ? Number(a) : null });
    } else if (kind === "s") {
      at.running = true;
      listener.start(at.out, Number(a));
    } else {
      at.running = false;
      endings.push(endingOf(kind, a, b));
      at.out += 1;
      deliver();
    }
  };
  const onErr = (piece: Piece): void => {
    if (piece.kind === "line") {
      at.err += 1;
      deliver();
    } else if (at.err < 0) listener.noise(piece.data);
    else if (at.err < count) listener.data(at.err, "stderr", piece.data);
  };

  const out = markerStream(nonce, (words) => stdoutExpects(at, count, words), onOut);
  const err = markerStream(nonce, (words) => stderrExpects(at, count, words), onErr);
  return {
    stdout: out.push,
    stderr: err.push,
    /** No more will come. */
    end(): void {
      out.end();
      err.end();
    },
    /** How many commands are complete. */
    complete: () => delivered,
  };
}
