import { guardedPage } from "#app/_guard/guarded-page.tsx";
import { Page } from "#app/_ui/frame/Page.tsx";
import { NewSweep } from "#app/_ui/sweeps/NewSweep.tsx";
import { newSweepPage } from "#server/read/sweeps.ts";

export const metadata = { title: "New sweep" };

interface Props {
  readonly searchParams: Promise<Readonly<Partial<Record<"type" | "cause" | "group", string | string[]>>>>;
}

const one = (value: string | string[] | undefined): string => (typeof value === "string" ? value.slice(0, 80) : "");

export default guardedPage("investigate", async ({ searchParams }: Props, visitor) => {
  const { type, cause, group } = await searchParams;
  const page = await newSweepPage(one(type), visitor);
  return (
    <Page title="New sweep">
      <NewSweep key={one(type)} type={one(type)} cause={one(cause)} group={one(group)} {...page} />
    </Page>
  );
});
