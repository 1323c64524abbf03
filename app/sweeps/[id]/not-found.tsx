import { Missing } from "#app/_ui/frame/Missing.tsx";

export const metadata = { title: "Not found" };

export default function NotFound(): React.JSX.Element {
  return <Missing say="There is no such sweep." about="Each sweep that was made stands in the list." href="/sweeps" link="All sweeps" />;
}
