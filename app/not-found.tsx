import { Missing } from "#app/_ui/frame/Missing.tsx";

export const metadata = { title: "Not found" };

export default function NotFound(): React.JSX.Element {
  return (
    <Missing
      say="There is nothing at this address."
      about="An investigation is found by its link or in the list; links do not change."
      href="/history"
      link="All investigations"
    />
  );
}
