import { Missing } from "#app/_ui/frame/Missing.tsx";

export const metadata = { title: "Not found" };

export default function NotFound(): React.JSX.Element {
  return (
    <Missing
      say="These two snapshots are not both here."
      about="Its investigation may have been removed, or its address is wrong. Nothing is compared; choose two of the list."
      href="/hosts/snapshots"
      link="All snapshots"
    />
  );
}
