/** The validator must be able to fail: resources broken on purpose, each with the fault that it must be refused for. */
import { attempt } from "./check.js";

export async function selfTest(own, resources, faultsOf) {
    const find = (type, needed = () => true) => structuredClone(resources.find(resource => resource.resourceType === type && needed(resource)));
    const item = () => find("Evidence", resource => resource.certainty?.[0].rating.coding && resource.identifier[0].system.endsWith("/v1/evidence"));
    const finding = () => find("Evidence", resource => resource.statistic?.some(statistic => statistic.attributeEstimate?.some(estimate => estimate.range)));
    const estimate = resource => resource.statistic.flatMap(statistic => statistic.attributeEstimate ?? []).find(one => one.range);

    const broken = [
        ["an element that R5 does not know", "unknown-element", item(), resource => { resource.exposureBackground = { reference: "EvidenceVariable/x" }; }],
        ["an element that a data type does not know", "unknown-element", item(), resource => { resource.certainty[0].rating.coding[0].label = "low"; }],
        ["a missing status", "missing", item(), resource => { delete resource.status; }],
        ["no variableDefinition", "missing", item(), resource => { delete resource.variableDefinition; }],
        ["a variableDefinition without role", "missing", item(), resource => { delete resource.variableDefinition[0].variableRole; }],
        ["an unknown status", "required-binding", item(), resource => { resource.status = "published"; }],
        ["an unknown type of related artifact", "required-binding", item(), resource => { resource.relatedArtifact[0].type = "counted"; }],
        ["a list in place of one", "cardinality", item(), resource => { resource.title = [resource.title]; }],
        ["one in place of a list", "cardinality", item(), resource => { resource.identifier = resource.identifier[0]; }],
        ["an empty list", "empty", item(), resource => { resource.note = []; }],
        ["an empty text", "empty", item(), resource => { resource.title = ""; }],
        ["an empty object", "empty", item(), resource => { resource.synthesisType = {}; }],
        ["a null", "empty", item(), resource => { resource.assertion = null; }],
        ["a date that is none", "pattern", item(), resource => { resource.date = "22.11.2026"; }],
        ["an id that is too long", "pattern", item(), resource => { resource.id = "x".repeat(65); }],
        ["an instant without zone", "pattern", item(), resource => { resource.meta.lastUpdated = "2026-11-22T00:00:00"; }],
        ["a negative count", "pattern", item(), resource => { resource.statistic[0].sampleSize.numberOfStudies = -1; }],
        ["a number as text", "type", finding(), resource => { estimate(resource).level = "0.95"; }],
        ["two forms of one choice", "choice", item(), resource => { resource.citeAsReference = { reference: resource.relatedArtifact[0].resourceReference.reference }; }],
        ["a level of evidence as GRADE certainty", "unknown-code", item(), resource => { resource.certainty[0].rating.coding[0].code = "III"; }],
        ["a wrong display", "display", item(), resource => { resource.certainty[0].rating.coding[0].display = "Very certain"; }],
        ["an unknown code of HL7", "unknown-code", finding(), resource => { estimate(resource).type.coding[0].code = "C99999"; }],
        ["an unknown role", "unknown-code", item(), resource => { resource.variableDefinition[0].variableRole.coding[0].code = "patient"; }],
        ["an unknown code of the service", "unknown-code", item(), resource => { resource.useContext[0].valueCodeableConcept.coding[0].code = "no-such-condition"; }],
        ["an unknown code system of the service", "unknown-system", item(), resource => { resource.useContext[0].valueCodeableConcept.coding[0].system = `${own.base}/CodeSystem/none`; }],
        ["a range upside down", "rng-2", finding(), resource => { const range = estimate(resource).range; [range.low, range.high] = [{ value: 9 }, { value: 1 }]; }],
        ["a code without system in a quantity", "qty-3", finding(), resource => { resource.statistic[0].quantity = { value: 1, code: "points" }; }],
        ["a reference to nothing", "dangling-reference", item(), resource => { resource.variableDefinition[0].observed.reference = "EvidenceVariable/none"; }],
        ["a reference to the wrong type", "reference-target", item(), resource => { resource.variableDefinition[0].observed.reference = resource.relatedArtifact[0].resourceReference.reference; }],
        ["an unknown extension", "unknown-extension", item(), resource => { resource.extension[0].url = `${own.base}/StructureDefinition/none`; }],
        ["an extension with an unknown part", "unknown-extension", item(), resource => { resource.extension[0].extension[0].url = "rank"; }],
        ["an extension with value and parts", "ext-1", item(), resource => { resource.extension[0].valueString = "III"; }],
        ["an extension of another type", "type", item(), resource => { const part = resource.extension[0].extension[0]; delete part.valueCodeableConcept; part.valueString = "III"; }],
        ["an extension where it does not belong", "extension-context", item(), resource => { resource.statistic[0].extension = [resource.extension[1]]; }],
        ["a script in the narrative", "txt-1", item(), resource => { resource.text.div = resource.text.div.replace("<p>", "<script>x</script><p>"); }],
        ["a narrative that is no XML", "txt-1", item(), resource => { resource.text.div = resource.text.div.replace("</p>", ""); }],
        ["two definitions of one characteristic", "evv-1", find("EvidenceVariable", one => one.characteristic[0].definitionCodeableConcept), resource => { resource.characteristic[0].definitionId = "x"; }],
        ["a citation without text", "missing", find("Citation"), resource => { resource.summary = [{ style: { text: "short" } }]; }],
        ["a code twice in a code system", "csd-1", find("CodeSystem"), resource => { resource.concept.push(resource.concept[0]); }],
        ["a supplement of nothing", "csd-4", find("CodeSystem"), resource => { resource.content = "supplement"; }],
        ["a target without code in a map", "cmd-7", find("ConceptMap"), resource => { delete resource.group[0].element[0].target[0].code; }],
        ["a value set of nothing", "vsd-1", find("ValueSet"), resource => { resource.compose.include = [{ version: "1" }]; }],
        ["an assessment of nothing", "missing", find("ArtifactAssessment"), resource => { delete resource.artifactReference; }],
        ["a search parameter whose expression is not processed", "spd-1", find("SearchParameter"), resource => { resource.expression = "Evidence.id"; delete resource.processingMode; }],
        ["an extension definition without context", "sdf-5", find("StructureDefinition"), resource => { delete resource.context; }],
        ["a type of resource that there is not", "unknown-type", item(), resource => { resource.resourceType = "Proof"; }],
    ];
    for (const [what, kind, resource, spoil] of broken) {
        await attempt(`refused: ${what}`, () => {
            const before = faultsOf(resource);
            spoil(resource);
            const after = faultsOf(resource);
            if (before.length > 0) return [`was refused before: ${before}`];
            return after.includes(kind) ? [] : [`expected ${kind}, found ${after.length > 0 ? after : "nothing"}`];
        });
    }
}
