/** The service's own code systems, extensions and resources, to which its resources refer. */
import { flat, structure } from "./definitions.js";

export class Own {
    constructor(base, resources) {
        this.base = base;
        this.resources = new Map(resources.map(resource => [`${resource.resourceType}/${resource.id}`, resource]));
        this.systems = new Map(resources.filter(resource => resource.resourceType === "CodeSystem").map(resource => [resource.url, flat(resource.concept)]));
        this.extensions = new Map(resources.filter(resource => resource.resourceType === "StructureDefinition").map(resource => [resource.url, resource]));
    }

    isOwn(url) {
        return url.startsWith(`${this.base}/`);
    }

    codes(system) {
        return this.systems.get(system) ?? null;
    }

    /** What is wrong with the references of a resource. */
    referenceErrors(references) {
        const errors = [];
        for (const { at, reference, targets } of references) {
            const relative = this.isOwn(reference) ? reference.slice(this.base.length + 1) : reference;
            if (!this.resources.has(relative)) errors.push({ kind: "dangling-reference", at, text: reference });
            else if (targets && !targets.includes("Resource") && !targets.includes(relative.split("/")[0])) errors.push({ kind: "reference-target", at, text: `${reference} is none of ${targets}` });
        }
        return errors;
    }

    /** An extension of the service against its StructureDefinition. */
    checkExtension(context, extension, at, fail) {
        if (!this.isOwn(extension.url ?? "")) return;
        const definition = this.extensions.get(extension.url);
        if (!definition) return fail(context, "unknown-extension", at, extension.url);
        const path = at.replace(/\[\d+\]/g, "").split("/").pop();
        if (!definition.context.some(known => path === `${known.expression}.extension`)) fail(context, "extension-context", at, extension.url);
        const elements = new Map(definition.differential.element.map(element => [element.id, element]));
        this.#value(context, extension, elements.get("Extension.value[x]"), at, fail);
        const slices = definition.differential.element.filter(element => element.sliceName);
        for (const nested of extension.extension ?? []) {
            const slice = slices.find(known => known.sliceName === nested.url);
            if (!slice) fail(context, "unknown-extension", at, `${extension.url} has no ${nested.url}`);
            else this.#value(context, nested, elements.get(`${slice.id}.value[x]`), at, fail);
        }
        for (const slice of slices) {
            const count = (extension.extension ?? []).filter(nested => nested.url === slice.sliceName).length;
            if (count < slice.min || (slice.max !== "*" && count > Number(slice.max))) fail(context, "cardinality", at, `${extension.url} ${slice.sliceName}: ${count}`);
        }
    }

    #value(context, extension, element, at, fail) {
        const name = Object.keys(extension).find(member => member.startsWith("value"));
        if (element.max === "0") {
            if (name) fail(context, "cardinality", at, `${extension.url} has a value`);
            return;
        }
        const wanted = element.type.map(type => `value${type.code[0].toUpperCase()}${type.code.slice(1)}`);
        if (!wanted.includes(name)) return fail(context, "type", at, `${extension.url} has ${name}, not ${wanted}`);
        if (!element.binding) return;
        const set = this.resources.get(element.binding.valueSet.slice(this.base.length + 1));
        const codings = name === "valueCode" ? [{ code: extension[name] }] : extension[name].coding ?? [];
        const known = this.codes(set.compose.include[0].system);
        if (!codings.some(coding => known.has(coding.code))) fail(context, "required-binding", at, JSON.stringify(extension[name]));
    }
}

/** What _summary=true leaves of a resource, by its definition: what is flagged, what is required, and flagged parts of the rest. */
export function summaryOf(resource) {
    return { resourceType: resource.resourceType, ...prune(resource, structure(resource.resourceType).root.children, true) };
}

function prune(value, children, isRoot) {
    const kept = {};
    for (const [name, member] of Object.entries(value)) {
        const element = children.find(child => {
            const own = child.path.split(".").pop();
            return own === name || (own.endsWith("[x]") && name.startsWith(own.slice(0, -3)));
        });
        if (!element) continue;
        const parts = element.children.filter(child => !/\.(id|extension|modifierExtension)$/.test(child.path));
        if (element.isSummary && !parts.some(part => part.isSummary === false)) kept[name] = member;
        else if (parts.length > 0) {
            const list = (Array.isArray(member) ? member : [member]).map(one => prune(one, parts, false)).filter(one => Object.keys(one).length > 0);
            if (list.length > 0) kept[name] = Array.isArray(member) ? list : list[0];
        } else if (element.isSummary || (isRoot && element.min > 0)) kept[name] = member;
    }
    return kept;
}
