import { Skeleton } from "#app/_ui/atoms/Place.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";

export default function Loading(): React.JSX.Element {
  return (
    <Page title="">
      <Skeleton />
    </Page>
  );
}
