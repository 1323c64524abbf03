import { investigationPage } from "#server/read/investigations.ts";
import { json, missing } from "../../_http/answer.ts";

interface Context {
  readonly params: Promise<{ readonly id: string }>;
}

export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const page = await investigationPage(id);
  return page === null ? missing(`investigation ${id}`) : json(page);
}
