import { KEY_RIGHTS } from "#server/door/visitor.ts";
import { without, type Form } from "./form.ts";
import { actionForm, FORMS } from "./forms.ts";
import type { Body, Route } from "./route-shape.ts";
import { ROUTES } from "./routes.ts";

const ABOUT = `Everything that the pages of Culprit do. Where the server runs without accounts nothing has to be shown: whoever connects is this machine's own user. With accounts, show an API key or a session.
A request that changes something sends application/json; from a browser, only our own pages may. An action that an account may not do, or not on this host, is refused with 403. Texts are trimmed before they are checked.`;

const SAYS: Readonly<Record<number, string>> = {
  400: "It is not formed as it has to be; `fields` says where.",
  401: "Nobody is signed in, or the key counts no more.",
  403: "Whoever asks may not, or the request comes from another site.",
  404: "There is nothing of this name.",
  408: "The body did not arrive in time.",
  409: "It does not fit how things stand now.",
  410: "The link is no longer valid.",
  413: "The body is too large.",
  415: "The body is not plain application/json.",
  429: "Too many tries; `Retry-After` says how long to wait.",
  503: "Not now: nobody answered, or too much came at once.",
};

const ref = (name: string): Form => ({ $ref: `#/components/schemas/${name}` });
const jsonOf = (schema: Form): Form => ({ "application/json": { schema } });

/** What the API takes and answers, as OpenAPI 3.1. Bodies are made from the schemas that check them. */
export function openApiDocument(version: string): Form {
  const paths: Record<string, Record<string, Form>> = {};
  for (const route of ROUTES) {
    const [method = "", path = ""] = route.at.split(" ");
    (paths[path.replaceAll(/\[(\w+)\]/g, "{$1}")] ??= {})[method.toLowerCase()] = operation(route, method, path);
  }
  return {
    openapi: "3.1.1",
    info: { title: "Culprit", version, description: ABOUT, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: schemas(),
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "A key that was made under Settings, API keys. It can do what it was made for, as far as its account may.",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-culprit",
          description: "What signing in sets; without TLS it is called culprit-session.",
        },
      },
    },
  };
}

function operation({ summary, needs, query = [], body, answer, also = [] }: Route, method: string, path: string): Form {
  const names = [...path.matchAll(/\[(\w+)\]/g)].map(([, name = ""]) => name);
  const inPath = names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
  const inQuery = query.map(({ name, says, schema = { type: "string" } }) => ({ name, in: "query", description: says, schema }));
  const isAction = body !== undefined && "actions" in body;
  const wrong = new Set([...(needs === null ? [] : [401, 403]), ...(body === undefined ? [] : [400, 403, 413, 415]), ...also]);
  if (names.length > 0 || isAction) wrong.add(404);
  if (isAction) wrong.add(409);
  return {
    operationId: `${method.toLowerCase()} ${path}`.replaceAll(/[^A-Za-z0-9]+/g, "_").replace(/_$/, ""),
    summary,
    ...(needs === null ? {} : { description: `Needs the right to ${needs}.`, "x-culprit-right": needs }),
    security: needs === null ? [] : [...((KEY_RIGHTS as readonly string[]).includes(needs) ? [{ apiKey: [] }] : []), { session: [] }],
    ...(inPath.length + inQuery.length === 0 ? {} : { parameters: [...inPath, ...inQuery] }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: jsonOf(bodyOf(body)) } }),
    responses: {
      ...success(answer),
      ...Object.fromEntries(
        [...wrong].sort((a, b) => a - b).map((status) => [status, { description: SAYS[status], content: jsonOf(ref("Error")) }]),
      ),
    },
  };
}

function success(answer: Route["answer"]): Form {
  if (answer === "redirect") return { 303: { description: "Leads on." } };
  const content =
    "form" in answer
      ? jsonOf(ref(answer.form))
      : Object.fromEntries(
          answer.types.map((type) => [type, { schema: type === "application/json" ? ref("Bundle") : { type: "string" } }]),
        );
  return { 200: { description: "Done, or what was asked for.", content } };
}

const nameOf = (kind: string, left: readonly string[]): string => `action.${kind}${left.length === 0 ? "" : ".here"}`;

function bodyOf(body: Body): Form {
  if ("form" in body) return ref(body.form);
  const all = body.actions.map((kind) => ref(nameOf(kind, body.without ?? [])));
  const [only] = all;
  return all.length === 1 && only !== undefined ? only : { oneOf: all };
}

function schemas(): Form {
  const actions = ROUTES.flatMap(({ body }) =>
    body === undefined || "form" in body
      ? []
      : body.actions.map((kind) => [nameOf(kind, body.without ?? []), without(actionForm(kind), body.without ?? [])] as const),
  );
  return Object.fromEntries([...Object.entries(FORMS).map(([name, form]) => [name, form()] as const), ...actions]);
}
