import { Skeleton } from "#app/_ui/atoms/Place.tsx";
import { Frame, Page } from "#app/_ui/frame/Frame.tsx";

export default function Loading(): React.JSX.Element {
  return (
    <Frame place={null} running={[]} recent={[]}>
      <Page title=""><Skeleton /></Page>
    </Frame>
  );
}
