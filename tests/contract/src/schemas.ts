/** Real answers of every operation against the schemas of the served document. */
import assert from "node:assert/strict";
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { check } from "./check.js";

interface Operation {
    operationId: string;
    parameters?: { name: string; in: string; required?: boolean; example?: string; schema: { enum?: string[]; maximum?: number } }[];
    responses: Record<string, { content?: Record<string, { schema: AnySchemaObject }> }>;
}

interface Document {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, AnySchemaObject> };
}

interface List {
    items: { id?: string }[];
    page: { next: string | null };
}

export async function addSchemaChecks(address: string): Promise<void> {
    const document = (await (await fetch(`${address}/openapi/v1.json`)).json()) as Document;
    const validator = validatorOf(document);
    for (const [path, operations] of Object.entries(document.paths)) {
        for (const [method, operation] of Object.entries(operations)) {
            check(`${operation.operationId}: answers are what their schemas say`, async () => {
                let answers = 0;
                for await (const { url, status, body } of exchanges(address, path, method, operation)) {
                    const contents = operation.responses[status]?.content ?? {};
                    const content = contents["application/json"] ?? contents["application/problem+json"];
                    assert.ok(content, `${url} answers ${status}, which the contract does not name`);
                    const validate = validator(content.schema);
                    assert.ok(validate(body), `${url}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
                    answers++;
                }
                assert.ok(answers > 0, "nothing was asked");
            });
        }
    }
}

/**
 * Schemas as they are, but closed: the contract lets clients expect further members of later versions, yet a member that is sent today
 * must be described today.
 */
function validatorOf(document: Document): (schema: AnySchemaObject) => ValidateFunction {
    const schemas = structuredClone(document.components.schemas);
    for (const schema of Object.values(schemas)) {
        if (schema["properties"] !== undefined) schema["additionalProperties"] = false;
    }
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: false });
    formats.default(ajv);
    ajv.addKeyword("components");
    ajv.addSchema({ $id: "contract", components: { schemas } });
    const compiled = new Map<string, ValidateFunction>();
    return schema => {
        const reference = `contract${String(schema["$ref"])}`;
        const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
        compiled.set(reference, validate);
        return validate;
    };
}

interface Exchange {
    url: string;
    status: string;
    body: unknown;
}

/** A list whole, in every view; one by one what it lists; and a refused request. */
async function* exchanges(address: string, path: string, method: string, operation: Operation): AsyncGenerator<Exchange> {
    if (method === "post") {
        const codes = ["icd-10-cm|M51.360", "icd-10-cm|M17.11", "icd-10-cm|Z99.9", "no code"];
        for (const view of ["summary", "standard", "full"]) yield await ask(address + path, { codes, view });
        yield await ask(address + path, { codes: [] });
        yield await ask(address + path, "text");
        yield await ask(address + path, { codes }, "text/plain");
        return;
    }
    const names = new Set(operation.parameters?.map(parameter => parameter.name));
    // Files have no schema: what is in them is tested elsewhere.
    const variants = operation.parameters?.filter(parameter => !["total", "format", "header", "guard"].includes(parameter.name)).flatMap(
        parameter => (parameter.schema.enum ?? []).map(value => ({ [parameter.name]: value }))) ?? [];
    if (names.has("code")) variants.push({ code: "icd-10-cm|M51.360" }, { code: "icd-10-cm|Z99.9" });
    if (names.has("q")) variants.push({ q: "knee" });
    const limit = operation.parameters?.find(parameter => parameter.name === "limit")?.schema.maximum;
    const needed = Object.fromEntries((operation.parameters ?? [])
        .filter(parameter => parameter.in === "query" && parameter.required === true)
        .map(parameter => [parameter.name, parameter.example ?? ""]));

    const isFile = operation.responses["200"]?.content?.["application/json"] === undefined;
    for (const url of isFile ? [] : await addresses(address, path)) {
        for (const variant of [{}, ...variants]) {
            yield* pages(url, { ...(limit === undefined ? {} : { limit: String(limit) }), ...needed, ...variant }, names.has("cursor"));
        }
    }
    if (names.has("fields")) yield await get(`${address}${path.replace("{id}", "nope")}?nope=1`);
    if (path.includes("{id}")) yield await get(address + path.replace("{id}", "nope"));
}

/** The address of the path; where it has an id, that of every id in the list above it. */
async function addresses(address: string, path: string): Promise<string[]> {
    if (!path.includes("{id}")) return [address + path];
    const ids: string[] = [];
    for await (const { body } of pages(address + path.split("/{id}")[0]!, { fields: "id", limit: "100" }, true)) {
        ids.push(...(body as List).items.map(item => item.id!));
    }
    return ids.map(id => address + path.replace("{id}", encodeURIComponent(id)));
}

async function* pages(url: string, query: Record<string, string>, isPaged: boolean): AsyncGenerator<Exchange> {
    let cursor: string | null = null;
    do {
        const parameters = new URLSearchParams(query);
        if (cursor !== null) parameters.set("cursor", cursor);
        const answer = await get(`${url}?${parameters}`);
        assert.equal(answer.status, "200", `${answer.url}: ${JSON.stringify(answer.body)}`);
        yield answer;
        cursor = isPaged ? (answer.body as List).page.next : null;
    } while (cursor !== null);
}

async function get(url: string): Promise<Exchange> {
    const answer = await fetch(url);
    return { url, status: String(answer.status), body: await answer.json() };
}

async function ask(url: string, body: unknown, type = "application/json"): Promise<Exchange> {
    const answer = await fetch(url, { method: "POST", headers: { "content-type": type }, body: JSON.stringify(body) });
    return { url, status: String(answer.status), body: await answer.json() };
}
