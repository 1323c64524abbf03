import { Time } from "./Time.tsx";
import { Whole } from "./Whole.tsx";

/** As sentences say a moment (machines/explain/time.ts). */
const MOMENT = /(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC)/;

/** A sentence of ours, with the moments in it in the reader's zone and UTC on hover; names stay in one piece. */
export function Timed({ text }: { readonly text: string }): React.JSX.Element {
  // What is caught stands at every second place.
  return <>{text.split(MOMENT).map((part, n) => (n % 2 === 0 ? <Whole key={n} text={part} /> : <Moment key={n} said={part} />))}</>;
}

function Moment({ said }: { readonly said: string }): React.JSX.Element {
  const [day = "", time = ""] = said.split(" ");
  const at = `${day}T${time.padEnd(8, ":00")}.000Z`;
  return Number.isNaN(Date.parse(at)) ? <>{said}</> : <Time at={at} as={time.length > 5 ? "seconds" : "moment"} />;
}
