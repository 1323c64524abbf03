import { describe, expect, it, test } from "vitest";
import { z } from "zod";
import { openApiDocument } from "#app/api/v1/_openapi/document.ts";
import { ROUTES } from "#app/api/v1/_openapi/routes.ts";
import { actions, places } from "../access/registry.ts";
import { SAMPLES } from "../access/samples.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: unknown }> };
  readonly responses: Record<string, { readonly description: string; readonly content?: Record<string, unknown> }>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Parameters<typeof z.fromJSONSchema>[0]>; readonly securitySchemes: object };
}

// As it is sent: what JSON leaves out is not there.
const document = JSON.parse(JSON.stringify(openApiDocument("1.2.3"))) as Document;
const { schemas } = document.components;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const refsIn = (text: string): readonly string[] => [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = ""]) => ref);

describe("the OpenAPI document", () => {
  it("has every route and method of the API with the right that it needs, and no other one", () => {
    const there = places().flatMap(({ method, path, needs }) => (path.startsWith("/api/v1/") ? [`${method} ${path} ${needs}`] : []));
    expect(there.length).toBeGreaterThan(35);
    expect(ROUTES.map(({ at, needs }) => `${at} ${needs}`).toSorted()).toEqual(there.toSorted());
    expect(operations).toHaveLength(ROUTES.length);
  });

  it("is whole: its references lead somewhere, its parameters stand in its paths, its operations have names of their own", () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    for (const ref of refsIn(JSON.stringify(document)))
      expect(Object.keys(schemas), ref).toContain(ref.replace("#/components/schemas/", ""));
    for (const name of Object.keys(schemas)) expect(name).toMatch(/^[\w.-]+$/);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      expect(operation.summary, path).toMatch(/^[A-Z][^\n]+\.$/);
      const parameters = operation.parameters ?? [];
      const inPath = parameters.filter((one) => one.in === "path" && one.required === true).map(({ name }) => `{${name}}`);
      expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(new Set(parameters.map((one) => `${one.in} ${one.name}`)).size).toBe(parameters.length);
      for (const one of operation.security)
        for (const name of Object.keys(one)) expect(document.components.securitySchemes).toHaveProperty(name);
    }
  });

  it("says how each can be refused", () => {
    for (const { path, method, operation } of operations) {
      const codes = Object.keys(operation.responses);
      const at = `${method} ${path}`;
      for (const { description } of Object.values(operation.responses)) expect(description, at).not.toBe("");
      expect(
        codes.some((code) => /^[23]/.test(code)),
        at,
      ).toBe(true);
      if (operation.security.length > 0) expect(codes, at).toEqual(expect.arrayContaining(["401", "403"]));
      if (operation.requestBody !== undefined) expect(codes, at).toEqual(expect.arrayContaining(["400", "413", "415"]));
    }
  });

  test.each(actions())("has a place for the action $kind, and takes and refuses what the door does", ({ kind }) => {
    const taking = ROUTES.filter(({ body }) => body !== undefined && "actions" in body && body.actions.includes(kind));
    // A bundle is a body of its own.
    if (kind === "import") return;
    expect(taking.length).toBeGreaterThan(0);
    const [route] = taking;
    const here = route?.body !== undefined && "actions" in route.body && route.body.without !== undefined;
    const form = schemas[`action.${kind}${here ? ".here" : ""}`];
    const schema = z.fromJSONSchema(form ?? false);
    const { id, ...rest } = { id: undefined, ...SAMPLES[kind] } as Record<string, unknown>;
    const sample = here || id === undefined ? rest : { id, ...rest };
    expect(schema.safeParse(sample).error).toBeUndefined();
    for (const wrong of [{ ...sample, unknown: 1 }, { ...sample, do: "else" }, {}])
      if (kind !== "answer") expect(schema.safeParse(wrong).success).toBe(false);
  });

  it("has the limits that a text is checked against after it was trimmed", () => {
    expect(schemas["action.rename.here"]).toMatchObject({ properties: { title: { type: "string", minLength: 1, maxLength: 200 } } });
    expect(schemas["action.declineChange.here"]).toMatchObject({
      properties: { reason: { type: "string", minLength: 1, maxLength: 500 } },
    });
    const { address, user } = (schemas["action.joinHost.here"] as { properties: Record<string, object> }).properties;
    expect(address).toMatchObject({ minLength: 1, maxLength: 255, pattern: expect.any(String) });
    // Large letters are taken, which no pattern can say.
    expect(user).toEqual({ type: "string" });
    expect(JSON.stringify(schemas["action.rename.here"])).not.toContain('"id"');
  });

  it("has the other bodies as they are checked", () => {
    const takes = (name: string, body: unknown): boolean => z.fromJSONSchema(schemas[name] ?? false).safeParse(body).success;
    expect(takes("Credentials", { login: "ada", password: "x" })).toBe(true);
    expect(takes("Credentials", { login: "ada" })).toBe(false);
    expect(takes("Note", { text: "x", review: true, about: 3 })).toBe(true);
    expect(takes("Note", { text: "x", id: "y" })).toBe(false);
    expect(takes("Preflight", { hosts: [{ role: "sender", address: "192.0.2.1" }] })).toBe(true);
    expect(takes("Preflight", { hosts: [] })).toBe(false);
    const alert = { status: "firing", labels: { alertname: "x" }, startsAt: "2026-11-23T02:00:00Z" };
    expect(takes("Delivery", { version: "4", alerts: [alert] })).toBe(true);
    expect(takes("Delivery", { version: "9", alerts: [alert] })).toBe(false);
  });
});
