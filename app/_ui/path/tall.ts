import type { PathView } from "#machines/journal/path.ts";
import { wrapped } from "../drawing/fit.ts";
import { lossWords } from "./marks.ts";
import { hostsOf, LINE, sizesOf } from "./place.ts";
import { culpritWords, sizeWords, tunnelWords } from "./words.ts";

/** Words below each other. */
export interface Said {
  readonly y: number;
  readonly lines: readonly string[];
}

/** The places of the way below each other, each host with its name above; counts of each direction as a line beside them. */
export interface Tall {
  readonly width: number;
  readonly height: number;
  readonly box: { readonly left: number; readonly width: number; readonly height: number };
  /** Left edge of the line of MTUs; null where all are the same, or there is no room: then it is only said. */
  readonly steps: number | null;
  /** What the line of MTUs stands for, and the packet that is held against it. */
  readonly sizes: Said | null;
  /** Right edge of the MTUs. */
  readonly mtu: number | null;
  /** Middle of each place. */
  readonly rows: readonly number[];
  readonly hosts: readonly { readonly name: string; readonly y: number; readonly from: number; readonly to: number }[];
  readonly culprits: readonly (Said & { readonly column: number })[];
  readonly tunnel: Said | null;
  /** What the lines stand for, above them all. */
  readonly heads: readonly {
    readonly y: number;
    readonly title: readonly string[];
    readonly say: readonly string[];
    readonly losses: readonly string[];
  }[];
  readonly lanes: readonly number[];
}

const ROW = 52;
const BOX = 40;
const NAME = 28;
const MTU = 46;
/** Of the line of MTUs. */
export const STEPS = 36;
/** Of a line with its counts. */
const LANE = { least: 58, most: 96 };
const LEAST_BOX = 108;
const MOST_BOX = 340;
const LEFT = 14;
const SMALL = { size: 11 } as const;
const TITLE = { size: 12 } as const;
/** Left edge of what is written at the places. */
export const TEXT = LEFT + 10;
/** Before the sentences of a line, for its number. */
export const NUMBER = 22;

/** "MTU along the path, 1450 to 1500 bytes; packet of 1500 bytes, 1450 came through" */
function sizesSaid(view: PathView): string {
  const { along, sent } = sizeWords(view);
  return sent === null ? along : `${along}; ${sent}`;
}

export function placeTall(view: PathView, room: number): Tall {
  const hasMtu = view.hops.some(({ mtu }) => mtu !== null);
  const changes = sizesOf(view.hops).length > 1;
  const draws = changes && room - LEFT - MTU - STEPS - view.legs.length * LANE.least >= LEAST_BOX;
  const beside = LEFT + (hasMtu ? MTU : 0) + (draws ? STEPS : 0);
  const lane = Math.min(LANE.most, Math.max(LANE.least, (room - beside - 180) / Math.max(1, view.legs.length)));
  const boxWidth = Math.min(MOST_BOX, Math.max(LEAST_BOX, room - beside - view.legs.length * lane));
  const width = beside + boxWidth + view.legs.length * lane;
  let y = 0;
  const say = (text: string, size: typeof SMALL | typeof TITLE, within: number): Said => {
    const lines = text === "" ? [] : wrapped(text, within, size);
    const at = y;
    y += lines.length * LINE;
    return { y: at, lines };
  };
  const heads = view.legs.map((leg) => {
    const at = y;
    const [title, said, losses] = [leg.title, leg.say, leg.losses.map(lossWords).join(", ")].map((text, index) =>
      say(text, index === 0 ? TITLE : SMALL, width - NUMBER),
    );
    y += 8;
    return { y: at, title: title?.lines ?? [], say: said?.lines ?? [], losses: losses?.lines ?? [] };
  });
  const told = changes ? say(sizesSaid(view), SMALL, width) : null;
  if (told !== null) y += 8;
  // Left of all lines, and beside what joins the boxes.
  const words = (draws ? LEFT : beside) + boxWidth - TEXT;
  const rows: number[] = [];
  const culprits: (Said & { column: number })[] = [];
  const hosts: { name: string; y: number; from: number; to: number }[] = [];
  let tunnel: Said | null = null;
  for (const { name, from, to } of hostsOf(view.hops)) {
    hosts.push({ name, y, from, to });
    y += NAME;
    for (let column = from; column <= to; column += 1) {
      rows.push(y + BOX / 2);
      y += BOX + 2;
      for (const culprit of view.culprits)
        if (culprit.column === column) culprits.push({ ...say(culpritWords(culprit), TITLE, words), column });
      y += ROW - BOX - 2;
    }
    if (view.tunnel !== null && from <= view.tunnel.from && view.tunnel.from <= to) {
      tunnel = say(tunnelWords(view.tunnel), SMALL, words);
      y += 8;
    }
  }
  return {
    ...{ width, height: y, rows, hosts, culprits, tunnel, heads },
    box: { left: LEFT, width: boxWidth, height: BOX },
    steps: draws ? LEFT + boxWidth : null,
    sizes: told,
    mtu: hasMtu ? LEFT + boxWidth + (draws ? STEPS : 0) + MTU - 6 : null,
    lanes: view.legs.map((_, at) => beside + boxWidth + at * lane + 16),
  };
}
