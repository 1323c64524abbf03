import { Empty } from "#app/_ui/atoms/Place.tsx";

export function NoAccounts(): React.JSX.Element {
  return (
    <Empty title="There are no accounts here.">
      Culprit listens on this machine only, and whoever connects is its owner. <code>culprit serve --accounts</code> changes that.
    </Empty>
  );
}
