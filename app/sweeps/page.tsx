import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { ButtonLink } from "#app/_ui/atoms/Button.tsx";
import { Empty } from "#app/_ui/atoms/Place.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import lists from "#app/_ui/lists/lists.module.css";
import { SweepTable } from "#app/_ui/sweeps/SweepTable.tsx";
import { sweepsPage } from "#server/read/sweeps.ts";

export const metadata = { title: "Sweeps" };

export default guardedPage("read", async (_props: object, visitor) => {
  const sweeps = await sweepsPage(visitor);
  const mayStart = visitor.rights.has("investigate");
  const start = (
    <ButtonLink small look="primary" href="/sweeps/new">
      New sweep
    </ButtonLink>
  );
  return (
    <Page
      title="Sweeps"
      beside={
        <>
          <span className="grow" />
          {mayStart && sweeps.length > 0 ? start : null}
        </>
      }
    >
      <p className={lists.lead}>
        One cause was found: which other hosts show it? A sweep reads what that cause would look like on each of them, and nothing else.
      </p>
      {sweeps.length === 0 ? (
        <Empty title="No sweep was made yet." acts={mayStart ? start : undefined}>
          A sweep sends no traffic and changes nothing. It gives no verdict: it says which hosts are worth an investigation.
        </Empty>
      ) : (
        <SweepTable sweeps={sweeps.map(({ createdAt, ...line }) => ({ ...line, createdAt: createdAt.toISOString() }))} />
      )}
    </Page>
  );
});
