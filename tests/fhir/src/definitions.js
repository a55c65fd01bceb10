/** The official definitions: structures, value sets and code systems of the packages. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const folders = ["hl7.fhir.r5.core", "hl7.terminology.r5"].map(name => path.dirname(require.resolve(`${name}/package.json`)));

const structures = new Map();

/** Elements of a type by path, with the children of each; null where there is no such type. */
export function structure(type) {
    if (!structures.has(type)) structures.set(type, readStructure(type));
    return structures.get(type);
}

function readStructure(type) {
    const file = path.join(folders[0], `StructureDefinition-${type}.json`);
    if (!existsSync(file)) return null;
    const definition = JSON.parse(readFileSync(file, "utf8"));
    const elements = new Map(definition.snapshot.element.map(element => [element.path, { ...element, children: [] }]));
    for (const element of elements.values()) {
        const parent = elements.get(element.path.slice(0, element.path.lastIndexOf(".")));
        if (parent) parent.children.push(element);
    }
    return { type, kind: definition.kind, root: elements.get(type), elements };
}

/** The pattern of a primitive type, as its definition gives it. */
export function pattern(type) {
    const value = structure(type).elements.get(`${type}.value`);
    const text = value?.type?.[0]?.extension?.find(extension => extension.url.endsWith("/regex"))?.valueString;
    if (text === undefined) return null;
    try {
        return new RegExp(`^(?:${text})$`, "u");
    } catch {
        // The package's pattern of decimal has a brace too many, which only the older syntax takes.
        return new RegExp(`^(?:${text})$`);
    }
}

// By canonical URL. Reading five thousand files takes a second; most are never asked for.
const byUrl = { CodeSystem: new Map(), ValueSet: new Map() };
for (const folder of folders) {
    for (const name of readdirSync(folder)) {
        const kind = name.startsWith("CodeSystem-") ? "CodeSystem" : name.startsWith("ValueSet-") ? "ValueSet" : null;
        if (kind === null) continue;
        const resource = JSON.parse(readFileSync(path.join(folder, name), "utf8"));
        if (resource.url && !byUrl[kind].has(resource.url)) byUrl[kind].set(resource.url, resource);
    }
}

export const codeSystem = url => byUrl.CodeSystem.get(url) ?? null;

const codesOf = new Map();

/** The codes of a code system with what may stand as their display; null where the packages do not list them. */
export function codes(system) {
    if (!codesOf.has(system)) {
        const found = codeSystem(system);
        codesOf.set(system, found?.content === "complete" && found.concept ? flat(found.concept) : null);
    }
    return codesOf.get(system);
}

export function flat(concepts, into = new Map()) {
    for (const concept of concepts ?? []) {
        into.set(concept.code, [concept.display, ...(concept.designation ?? []).map(designation => designation.value)].filter(text => text !== undefined));
        flat(concept.concept, into);
    }
    return into;
}

const expansions = new Map();

/** Whether a code is in a value set; null where the packages cannot tell. */
export function inValueSet(canonical, system, code) {
    const url = canonical.split("|")[0];
    if (!expansions.has(url)) expansions.set(url, expand(byUrl.ValueSet.get(url)));
    const expansion = expansions.get(url);
    if (expansion === null) return null;
    return system === undefined ? [...expansion.values()].some(set => set.has(code)) : expansion.get(system)?.has(code) ?? false;
}

/** Codes by system; null where a part cannot be listed. */
function expand(valueSet) {
    const all = new Map();
    if (!valueSet?.compose || valueSet.compose.exclude) return null;
    for (const include of valueSet.compose.include) {
        if (include.filter) return null;
        for (const nested of include.valueSet ?? []) {
            const inner = expand(byUrl.ValueSet.get(nested.split("|")[0]));
            if (inner === null) return null;
            for (const [system, set] of inner) add(system, set);
        }
        if (!include.system) continue;
        const listed = include.concept?.map(concept => concept.code) ?? codes(include.system)?.keys();
        if (!listed) return null;
        add(include.system, listed);
    }
    return all;

    function add(system, set) {
        all.set(system, new Set([...(all.get(system) ?? []), ...set]));
    }
}
