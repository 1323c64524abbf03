import { redirect } from "next/navigation";
import { guardedPage } from "#app/_guard/guarded-page.tsx";

export const metadata = { title: "History" };

interface Props {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** The list has moved; what links to it keeps its search and filter. */
export default guardedPage("read", async ({ searchParams }: Props) => {
  const params = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
  redirect(params.size === 0 ? "/history" : `/history?${params.toString()}`);
});
