/** One resource against the official structures: elements, cardinalities, types, patterns, codes, invariants. */
import fhirpath from "fhirpath";
import model from "fhirpath/fhir-context/r5/index.js";
import { SaxesParser } from "saxes";
import { pattern, structure } from "./definitions.js";
import { checkCodes } from "./terminology.js";

// Checked here without the engine: it would be asked of every element (ele-1, ext-1), knows no XHTML (txt) and no bounds of quantities (rng-2).
const NATIVE = new Set(["ele-1", "ext-1", "txt-1", "txt-2", "rng-2"]);
const compiled = new Map();
/** Invariants whose expression the engine cannot read. */
export const unreadable = new Set();
const XHTML = new Set(["div", "p", "b", "ul", "li", "table", "tr", "td", "th", "i", "br"]);

/** What is wrong with a resource, each with where. */
export function validate(resource, own) {
    const context = { resource, own, errors: [], references: [] };
    const found = typeof resource?.resourceType === "string" ? structure(resource.resourceType) : null;
    if (found?.kind !== "resource") return { errors: [{ kind: "unknown-type", at: "", text: String(resource?.resourceType) }], references: [] };
    complex(context, resource, found, found.root, resource.resourceType);
    return context;
}

function fail(context, kind, at, text) {
    context.errors.push({ kind, at, text });
}

/** Members of an object against the children that the definition gives it. */
function complex(context, value, owner, element, at) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return fail(context, "type", at, "is no object");
    const children = element.contentReference ? owner.elements.get(element.contentReference.split("#")[1]).children : element.children;
    const names = Object.keys(value).filter(name => !(name === "resourceType" && at === context.resource.resourceType));
    if (names.length === 0) fail(context, "empty", at, "has no members");
    const seen = new Map();
    for (const name of names) {
        const child = childOf(children, name);
        if (!child) {
            fail(context, "unknown-element", `${at}.${name}`, "is not defined");
            continue;
        }
        seen.set(child.element, (seen.get(child.element) ?? 0) + 1);
        if (seen.get(child.element) > 1) fail(context, "choice", `${at}.${name}`, "is a second form of the same element");
        member(context, value[name], owner, child, `${at}.${name}`);
    }
    for (const child of children) if (child.min > 0 && !seen.has(child)) fail(context, "missing", `${at}.${child.path.split(".").pop()}`, "is required");
    if (element.path === "Extension" && (value.extension === undefined) === !Object.keys(value).some(name => name.startsWith("value"))) {
        fail(context, "ext-1", at, "has both or neither of value and extensions");
    }
    invariants(context, value, element, at);
    if (element.path.indexOf(".") < 0 || element.type?.length === 1) {
        const type = element.path.includes(".") ? element.type[0].code : element.path;
        if (type !== element.path) return;
        if (type === "Narrative") narrative(context, value, at);
        if (type === "Reference" && value.reference !== undefined) context.references.push({ at, reference: value.reference });
        if (type === "Range" && value.low?.value > value.high?.value) fail(context, "rng-2", at, "is upside down");
        if (type === "Extension") context.own?.checkExtension(context, value, at, fail);
    }
}

function childOf(children, name) {
    for (const element of children) {
        const own = element.path.split(".").pop();
        if (own === name && !own.endsWith("[x]")) return { element, type: element.type?.[0] };
        if (own.endsWith("[x]") && name.startsWith(own.slice(0, -3))) {
            const type = element.type.find(candidate => name === own.slice(0, -3) + candidate.code[0].toUpperCase() + candidate.code.slice(1));
            if (type) return { element, type };
        }
    }
    return null;
}

function member(context, value, owner, { element, type }, at) {
    const many = element.max === "*" || Number(element.max) > 1;
    if (many !== Array.isArray(value)) return fail(context, "cardinality", at, many ? "must be a list" : "must not be a list");
    if (element.max === "0") fail(context, "cardinality", at, "is forbidden");
    if (many && value.length === 0) fail(context, "empty", at, "is an empty list");
    (many ? value : [value]).forEach((item, index) => single(context, item, owner, element, type, many ? `${at}[${index}]` : at));
}

function single(context, value, owner, element, type, at) {
    if (value === null) return fail(context, "empty", at, "is null");
    if (element.contentReference) return complex(context, value, owner, element, at);
    // The id of a resource has the form of an id; that of an element is any text.
    const code = type.code.startsWith("http://hl7.org/fhirpath/") ? (owner.kind === "resource" && element.path === `${owner.type}.id` ? "id" : "string") : type.code;
    if (code === "Resource") {
        const { errors, references } = validate(value, context.own);
        context.errors.push(...errors.map(error => ({ ...error, at: `${at}/${error.at}` })));
        context.references.push(...references.map(reference => ({ ...reference, at: `${at}/${reference.at}` })));
        return;
    }
    const definition = structure(code);
    if (definition.kind === "primitive-type") primitive(context, value, code, at);
    else if (element.children.length > 0) complex(context, value, owner, element, at);
    else {
        complex(context, value, definition, definition.root, at);
        invariants(context, value, element, at);
    }
    if (type.targetProfile && typeof value.reference === "string") {
        const last = context.references.findLast(reference => reference.at === at);
        if (last) last.targets = type.targetProfile.map(profile => profile.split("/").pop());
    }
    checkCodes(context, value, code, element.binding, at, fail);
}

const JSON_TYPES = { boolean: "boolean", integer: "number", unsignedInt: "number", positiveInt: "number", decimal: "number" };

function primitive(context, value, type, at) {
    const wanted = JSON_TYPES[type] ?? "string";
    if (typeof value !== wanted) return fail(context, "type", at, `must be a ${wanted}`);
    if (value === "" || (wanted === "string" && value.trim() === "")) return fail(context, "empty", at, "is an empty text");
    const shape = type === "xhtml" ? null : pattern(type);
    if (shape && !shape.test(String(value))) fail(context, "pattern", at, `'${value}' is no ${type}`);
    if (["date", "dateTime", "instant"].includes(type) && Number.isNaN(Date.parse(value))) fail(context, "pattern", at, `'${value}' is no day`);
}

/** Constraints of severity error, evaluated with the FHIRPath engine. */
function invariants(context, value, element, at) {
    for (const constraint of element.constraint ?? []) {
        if (constraint.severity !== "error" || NATIVE.has(constraint.key) || !constraint.expression) continue;
        // A constraint stands at every use of a type and at the type itself: once is enough.
        const key = `${element.path} ${constraint.key}`;
        if (!compiled.has(key)) compiled.set(key, compile(element.path, constraint));
        if (compiled.get(key) === null) continue;
        const result = evaluate(key, constraint, value, context);
        if (result.length > 0 && result.every(item => item === true)) continue;
        // An empty result is no violation.
        if (result.length > 0) fail(context, constraint.key, at, constraint.human);
    }
}

function evaluate(key, constraint, value, context) {
    try {
        return compiled.get(key)(value, { resource: context.resource, rootResource: context.resource, context: value });
    } catch (fault) {
        if (!(fault instanceof SyntaxError)) throw fault;
        compiled.set(key, null);
        unreadable.add(constraint.key);
        return [];
    }
}

function compile(base, constraint) {
    try {
        return fhirpath.compile({ base, expression: constraint.expression }, model, { traceFn: () => {} });
    } catch {
        unreadable.add(constraint.key);
        return null;
    }
}

function narrative(context, value, at) {
    const parser = new SaxesParser({ xmlns: true });
    let text = "";
    let tags = 0;
    try {
        parser.on("error", fault => { throw fault; });
        parser.on("opentag", tag => {
            if (tags++ === 0 && (tag.local !== "div" || tag.uri !== "http://www.w3.org/1999/xhtml")) throw new Error("is no XHTML div");
            if (!XHTML.has(tag.local) || Object.keys(tag.attributes).some(name => !["xmlns", "class", "title"].includes(name))) throw new Error(`has <${tag.name}>`);
        });
        parser.on("text", part => { text += part; });
        parser.write(value.div ?? "").close();
        if (text.trim() === "") throw new Error("has no text");
    } catch (fault) {
        fail(context, "txt-1", at, fault.message);
    }
}

export const invariantCount = () => compiled.size;
