import { unknown, type Value } from "#machines/contract/value.ts";

/** A fragment, the first or a later one: of which datagram it is, and which part of it. */
interface Piece {
  /** Source, target, protocol and id of IPv4 (RFC 791 3.2), source, target and id of IPv6 (RFC 8200 4.5). */
  readonly datagram: string;
  readonly from: number;
  readonly to: number;
  readonly more: boolean;
}

/** Where it was seen, and its bytes from the outer IP header on in hexadecimal. */
export interface Sighting {
  readonly link: string;
  readonly direction: string;
  readonly hex: string;
}

/** What became of those datagrams on one host whose first fragment came by, in one direction. */
export interface Broken {
  readonly begun: Value;
  /** Of these, all fragments were seen. */
  readonly whole: Value;
  /** Different fragments of them. */
  readonly pieces: Value;
}

/** A datagram's first fragments are those of the tunnel's packets that were taken; later ones are theirs by their ids. Unknown where an id came twice: then nobody knows whose they are. */
export function brokenIn(first: readonly Sighting[], later: readonly Sighting[]): Broken {
  const own = first.flatMap((each) => piecesIn(each)).filter(({ piece }) => piece.from === 0 && piece.more);
  const names = new Set(own.map(({ piece }) => piece.datagram));
  const all = [...own, ...later.flatMap((each) => piecesIn(each)).filter(({ piece }) => names.has(piece.datagram) && piece.from > 0)];
  const twice = all.length - new Set(all.map(({ link, piece }) => `${link} ${piece.datagram} ${piece.from}`)).size;
  if (twice > 0) {
    const why = unknown("datagrams that were broken up had the same id: whose their later fragments are is not known");
    return { begun: names.size, whole: why, pieces: why };
  }
  const pieces = new Map(all.map(({ piece }) => [`${piece.datagram} ${piece.from}`, piece]));
  const datagrams = Map.groupBy(pieces.values(), ({ datagram }) => datagram);
  return { begun: names.size, whole: [...datagrams.values()].filter(isWhole).length, pieces: pieces.size };
}

/** One follows on the other from the first to one that has none behind it. */
function isWhole(pieces: readonly Piece[]): boolean {
  let end = 0;
  for (const { from, to, more } of pieces.toSorted((a, b) => a.from - b.from)) {
    if (from > end) return false;
    end = Math.max(end, to);
    if (!more) return true;
  }
  return false;
}

const piecesIn = ({ link, hex }: Sighting): readonly { readonly link: string; readonly piece: Piece }[] => {
  const piece = hex.startsWith("4") ? piece4(hex) : hex.startsWith("6") ? piece6(hex) : null;
  return piece === null ? [] : [{ link, piece }];
};

const number = (hex: string, at: number, bytes: number): number => Number.parseInt(hex.slice(2 * at, 2 * (at + bytes)), 16);

function piece4(hex: string): Piece | null {
  if (hex.length < 40) return null;
  const flags = number(hex, 6, 2);
  const from = (flags & 0x1fff) * 8;
  const size = number(hex, 2, 2) - (number(hex, 0, 1) & 15) * 4;
  const datagram = `${hex.slice(24, 40)} ${hex.slice(18, 20)} ${hex.slice(8, 12)}`;
  return { datagram, from, to: from + size, more: (flags & 0x2000) !== 0 };
}

const FRAGMENT = "2c";

/** A fragment's header right behind the first one: whoever puts options before it broke up nothing of a tunnel's. */
function piece6(hex: string): Piece | null {
  if (hex.length < 96 || hex.slice(12, 14) !== FRAGMENT) return null;
  const flags = number(hex, 42, 2);
  const from = flags & 0xfff8;
  return {
    datagram: `${hex.slice(16, 80)} ${hex.slice(88, 96)}`,
    from,
    to: from + number(hex, 4, 2) - 8,
    more: (flags & 1) !== 0,
  };
}
