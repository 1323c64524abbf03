import { redirect } from "next/navigation";
import { Suspense } from "react";
import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty, Skeleton } from "#app/_ui/atoms/Place.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import NotFound from "#app/not-found.tsx";
import { answerMissing } from "#server/door/answered.ts";
import { missingRight, type Right, type Visitor } from "#server/door/visitor.ts";
import { askedPath, visit } from "./visit.ts";

/** A page with what it needs written on it: the test of the guards refuses one that has nothing written on it. */
export interface GuardedPage<P> {
  (props: P): Promise<React.JSX.Element>;
  readonly needs: Right | null;
}

interface Address<P> {
  /** Whether what it names is there. */
  readonly there: (props: P, visitor: Visitor) => Promise<boolean>;
  /** What is shown where it is not, when that is another page than for any address. */
  readonly Missing?: () => React.JSX.Element;
}

type Body<P> = (props: P, visitor: Visitor) => Promise<React.JSX.Element> | React.JSX.Element;

/**
 * Shows a page to those who have this right; others sign in first, or are told what they lack. What decides the status of the answer comes before
 * its first byte: who asks, and by `there` whether what the address names is there at all. The page itself streams behind a skeleton; a loading.tsx
 * would send that skeleton, and 200 with it, before anybody had looked.
 */
export function guardedPage<P>(right: Right, page: Body<P>, { there, Missing = NotFound }: Partial<Address<P>> = {}): GuardedPage<P> {
  const guard = async (props: P): Promise<React.JSX.Element> => {
    const visitor = await visit();
    if (visitor === null) redirect(`/sign-in?to=${encodeURIComponent(await askedPath())}`);
    const lacking = missingRight(visitor, right);
    if (lacking !== null) return <NoPermission why={lacking} />;
    if (there !== undefined && !(await there(props, visitor))) {
      answerMissing();
      return <Missing />;
    }
    const Later = async (): Promise<React.JSX.Element> => page(props, visitor);
    return (
      <Suspense fallback={<Loading />}>
        <Later />
      </Suspense>
    );
  };
  return Object.assign(guard, { needs: right });
}

const Loading = (): React.JSX.Element => (
  <Page title="">
    <Skeleton />
  </Page>
);

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
