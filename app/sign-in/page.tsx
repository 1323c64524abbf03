import { redirect } from "next/navigation";
import { pageForAll } from "#app/_guard/guarded-page.tsx";
import { visit } from "#app/_guard/visit.ts";
import { SignIn } from "#app/_ui/access/SignIn.tsx";
import { providerName } from "#server/door/provider.ts";
import { wayBack } from "#server/door/visitor.ts";

export const metadata = { title: "Sign in" };

interface Props {
  readonly searchParams: Promise<{ readonly to?: string | string[]; readonly problem?: string | string[] }>;
}

export default pageForAll(async ({ searchParams }: Props) => {
  const { to, problem } = await searchParams;
  const way = wayBack(typeof to === "string" ? to : null);
  if ((await visit()) !== null) redirect(way);
  return <SignIn to={way} provider={providerName()} problem={typeof problem === "string" ? problem : null} />;
});
