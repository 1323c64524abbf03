import { Missing } from "#app/_ui/frame/Missing.tsx";

export const metadata = { title: "Not found" };

export default function NotFound(): React.JSX.Element {
  return (
    <Missing
      say="This host is not in the inventory."
      about="It may have been removed since. What was investigated on it stays in the history."
      href="/hosts"
      link="All hosts"
    />
  );
}
