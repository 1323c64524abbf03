import { redirect } from "next/navigation";
import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { missingRight, type Right, type Visitor } from "#server/door/visitor.ts";
import { askedPath, visit } from "./visit.ts";

/** A page with what it needs written on it: the test of the guards refuses one that has nothing written on it. */
export interface GuardedPage<P> {
  (props: P): Promise<React.JSX.Element>;
  readonly needs: Right | null;
}

/** Shows a page to those who have this right; others sign in first, or are told what they lack. */
export function guardedPage<P>(
  right: Right,
  page: (props: P, visitor: Visitor) => Promise<React.JSX.Element> | React.JSX.Element,
): GuardedPage<P> {
  const guard = async (props: P): Promise<React.JSX.Element> => {
    const visitor = await visit();
    if (visitor === null) redirect(`/sign-in?to=${encodeURIComponent(await askedPath())}`);
    const lacking = missingRight(visitor, right);
    return lacking === null ? page(props, visitor) : <NoPermission why={lacking} />;
  };
  return Object.assign(guard, { needs: right });
}

/** A page for everybody. */
export function pageForAll<P>(page: (props: P) => Promise<React.JSX.Element> | React.JSX.Element): GuardedPage<P> {
  return Object.assign(async (props: P) => page(props), { needs: null });
}

/** The title of a page can tell as much as the page. */
export function guardedMetadata<P, M>(
  right: Right,
  of: (props: P) => Promise<M>,
): ((props: P) => Promise<M | Record<string, never>>) & { readonly needs: Right } {
  const guard = async (props: P): Promise<M | Record<string, never>> => {
    const visitor = await visit();
    return visitor === null || missingRight(visitor, right) !== null ? {} : of(props);
  };
  return Object.assign(guard, { needs: right });
}

function NoPermission({ why }: { readonly why: string }): React.JSX.Element {
  return (
    <Page title="Not for this account">
      <Empty
        title={why}
        acts={
          <>
            <ButtonLink href="/settings/account" small>
              Your roles
            </ButtonLink>
            <ButtonLink href="/" small look="quiet">
              Start
            </ButtonLink>
          </>
        }
      >
        This page is for people with that right. Nothing was changed.
      </Empty>
    </Page>
  );
}
