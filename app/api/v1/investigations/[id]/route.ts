import { guarded } from "#app/_guard/guarded.ts";
import { investigationPage } from "#server/read/investigations.ts";
import { json, missing } from "../../_http/answer.ts";

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

export const GET = guarded("read", async (_request, visitor, { params }: Context) => {
  const { id } = await params;
  const page = await investigationPage(id, visitor);
  return page === null ? missing(`investigation ${id}`) : json(page);
});
