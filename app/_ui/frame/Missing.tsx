import { ButtonLink } from "../atoms/Button.tsx";
import { Empty } from "../atoms/Place.tsx";
import { Page } from "./Page.tsx";

interface Props {
  /** What is not there, as a sentence. */
  readonly say: string;
  /** Where it may be found instead. */
  readonly about: string;
  readonly href: string;
  readonly link: string;
}

/** An address that names nothing, and the list in which it would stand. */
export const Missing = ({ say, about, href, link }: Props): React.JSX.Element => (
  <Page title="Not found">
    <Empty
      title={say}
      acts={
        <>
          <ButtonLink href={href} small>
            {link}
          </ButtonLink>
          <ButtonLink href="/" small look="quiet">
            Start
          </ButtonLink>
        </>
      }
    >
      {about}
    </Empty>
  </Page>
);
