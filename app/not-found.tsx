import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";

export const metadata = { title: "Not found" };

export default function NotFound(): React.JSX.Element {
  return (
    <Page title="Not found">
      <Empty
        title="There is nothing at this address."
        acts={
          <>
            <ButtonLink href="/investigations" small>
              All investigations
            </ButtonLink>
            <ButtonLink href="/" small look="quiet">
              Start
            </ButtonLink>
          </>
        }
      >
        An investigation is found by its link or in the list; links do not change.
      </Empty>
    </Page>
  );
}
