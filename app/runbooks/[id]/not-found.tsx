import { Missing } from "#app/_ui/frame/Missing.tsx";

export const metadata = { title: "Not found" };

export default function NotFound(): React.JSX.Element {
  return (
    <Missing
      say="No runbook has this name."
      about="The list has every incident type that this Culprit knows."
      href="/runbooks"
      link="All runbooks"
    />
  );
}
