import { isDeepStrictEqual } from "node:util";
import { attempt, check, finish } from "./check.js";
import { Own, summaryOf } from "./own.js";
import { selfTest } from "./selftest.js";
import { Service } from "./service.js";
import { seen } from "./terminology.js";
import { invariantCount, unreadable, validate } from "./validate.js";

const address = process.env.EVIDENCE_API;
if (address === undefined) throw new Error("EVIDENCE_API is not set: run tests/fhir/run.sh");
const service = new Service(address);

const manifest = await service.get("$bulk-publish");
const lines = new Map();
for (const file of manifest.output) lines.set(file.type, await service.lines(file));
const resources = [...lines.values()].flat().map(line => JSON.parse(line));
const own = new Own(service.base, resources);

/** Faults of a resource as texts. */
const faultsOf = (resource, isWhole = true) => {
    const { errors, references } = validate(resource, own);
    return [...errors, ...(isWhole ? own.referenceErrors(references) : [])].map(error => `${resource.resourceType}/${resource.id ?? ""} ${error.kind} ${error.at}: ${error.text}`);
};

await attempt("the manifest counts what its files hold", () => manifest.output
    .filter(file => file.count !== lines.get(file.type).length || lines.get(file.type).some(line => JSON.parse(line).resourceType !== file.type))
    .map(file => `${file.type}: ${file.count} announced, ${lines.get(file.type).length} sent`));
await attempt("no two resources share an id", () => own.resources.size === resources.length ? [] : [`${resources.length - own.resources.size} twice`]);

for (const [type, all] of lines) await attempt(`${all.length} ${type} are valid`, () => all.flatMap(line => faultsOf(JSON.parse(line))));

await attempt("the CapabilityStatement is valid and names what there is", async () => {
    const statement = await service.get("metadata");
    const types = statement.rest[0].resource.map(resource => resource.type);
    const parameters = statement.rest[0].resource.flatMap(resource => resource.searchParam.map(parameter => parameter.definition)).filter(url => own.isOwn(url));
    return [
        ...faultsOf(statement),
        ...[...lines.keys()].filter(type => !types.includes(type)),
        ...parameters.filter(url => !own.resources.has(url.slice(service.base.length + 1))),
    ];
});

for (const [type, all] of lines) {
    await attempt(`${type}: a read is the line of the file, byte by byte`, async () => {
        const faults = [];
        const waiting = [...all];
        await Promise.all([1, 2, 3, 4].map(async () => {
            for (let line = waiting.pop(); line; line = waiting.pop()) {
                const { id } = JSON.parse(line);
                const answer = await fetch(`${service.base}/${type}/${id}`);
                if ((await answer.text()) !== line) faults.push(id);
            }
        }));
        return faults;
    });
    await attempt(`${type}: all pages of a search are valid Bundles and hold every resource once`, async () => {
        const pages = await service.pages(`${type}?_count=${Math.min(100, Math.max(3, Math.floor(all.length / 3)))}`);
        const ids = pages.flatMap(page => (page.entry ?? []).map(entry => entry.resource.id));
        return [
            ...pages.flatMap(page => faultsOf(page)),
            ...(ids.length === all.length && new Set(ids).size === ids.length && pages.every(page => page.total === all.length) ? [] : [`${ids.length} of ${all.length}`]),
        ];
    });
    for (const summary of ["true", "text", "data"]) {
        await attempt(`${type}: _summary=${summary} keeps what it must and says that it is a part`, async () => {
            const page = await service.get(`${type}?_count=20&_summary=${summary}`);
            return page.entry.flatMap(({ resource }) => {
                const whole = own.resources.get(`${type}/${resource.id}`);
                // Of a part neither the rules between elements hold nor the parts of a required element that are not flagged.
                const faults = faultsOf(resource).filter(fault => !/^\S+ [a-z]+-\d+ /.test(fault));
                const { tag, ...meta } = resource.meta;
                const { text, ...data } = whole;
                const wanted = summary === "true" ? summaryOf(whole) : summary === "data" ? data : null;
                if (wanted && !isDeepStrictEqual({ ...resource, meta }, wanted)) faults.push(`${resource.id}: ${JSON.stringify(resource)} for ${JSON.stringify(wanted)}`);
                if (summary === "text" && !isDeepStrictEqual(resource.text, text)) faults.push(`${resource.id}: no text`);
                if (!tag?.some(one => one.code === "SUBSETTED")) faults.push(`${resource.id}: no tag`);
                return faults;
            });
        });
    }
}

await attempt("empty, counted and misunderstood searches are valid Bundles", async () => {
    const faults = [];
    for (const query of ["condition=http://hl7.org/fhir/sid/icd-10-cm|Z99.9", "_count=0", "_summary=count", "nonsense=1&_count=1", "modality=nothing", "_elements=title&_count=2", "kind=finding&_count=3"]) {
        faults.push(...faultsOf(await service.get(`Evidence?${query}`)));
    }
    faults.push(...faultsOf(await service.post("Evidence/_search", "application/x-www-form-urlencoded", "condition=knee-osteoarthritis&_count=5")));
    return faults;
});

await attempt("errors are valid OperationOutcomes", async () => {
    const faults = [];
    for (const [path, status, options] of [
        ["Evidence/nothing", 404], ["Patient", 404], ["Patient/1", 404], ["a/b/c/d", 404], ["", 404], ["Evidence?_count=x", 400], ["Evidence?release=1999.1.1", 400],
        ["Evidence", 405, { method: "DELETE" }], ["Evidence?_format=xml", 406], ["Evidence", 406, { headers: { Accept: "application/fhir+xml" } }],
        ["Evidence/_search", 415, { method: "POST", headers: { "Content-Type": "text/plain" }, body: "x" }],
        ["Evidence/_search", 413, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: `_id=${"x".repeat(70000)}` }],
        ["Evidence?nonsense=1", 400, { headers: { Prefer: "handling=strict" } }], ["ConceptMap/$translate", 400],
    ]) {
        const outcome = await service.get(path, { status, ...options });
        if (outcome.resourceType !== "OperationOutcome") faults.push(`${path}: ${outcome.resourceType}`);
        faults.push(...faultsOf(outcome));
    }
    return faults;
});

await attempt("$translate answers every code of every map with valid Parameters", async () => {
    const faults = [];
    for (const map of resources.filter(resource => resource.resourceType === "ConceptMap")) {
        for (const element of map.group[0].element) {
            const query = `ConceptMap/$translate?system=${encodeURIComponent(map.group[0].source)}&sourceCode=${encodeURIComponent(element.code)}`;
            const found = await service.get(query);
            faults.push(...faultsOf(found));
            const conditions = found.parameter.filter(parameter => parameter.name === "match").map(match => match.part.find(part => part.name === "concept").valueCoding.code);
            if (JSON.stringify([...conditions].sort()) !== JSON.stringify(element.target.map(target => target.code).sort())) faults.push(`${query}: ${conditions}`);
        }
    }
    faults.push(...faultsOf(await service.get("ConceptMap/$translate?system=http://hl7.org/fhir/sid/icd-10-cm&sourceCode=Z99.9")));
    return faults;
});

await selfTest(own, resources, resource => {
    const { errors, references } = validate(resource, own);
    return [...errors, ...own.referenceErrors(references)].map(error => error.kind);
});
check(`checked ${resources.length} resources, ${invariantCount()} invariants, ${seen.required} required codes, ${seen.codings} codings`, resources.length > 1000 && invariantCount() > 50 && seen.required > 1000 && seen.codings > 10000 ? [] : ["too few to tell anything"]);
if (seen.unverifiable.size > 0) console.log(`value sets that the packages do not list: ${[...seen.unverifiable].join(", ")}`);
check("the engine reads every invariant but those known", [...unreadable].filter(key => !["eld-11", "eld-16", "eld-19"].includes(key)));
finish();
