/** Codes against the code systems and value sets of the packages and of the service. */
import { codes, inValueSet } from "./definitions.js";

export const seen = { required: 0, unverifiable: new Set(), codings: 0 };

export function checkCodes(context, value, type, binding, at, fail) {
    if (type === "Coding") coding(context, value, at, fail);
    if (binding?.strength !== "required") {
        if (binding?.strength === "extensible") extensible(context, value, type, binding.valueSet, at, fail);
        return;
    }
    const given = type === "CodeableConcept" ? value.coding ?? [] : [type === "Coding" ? value : { code: value }];
    const results = given.map(one => inValueSet(binding.valueSet, one.system, one.code));
    if (results.some(result => result === null)) return void seen.unverifiable.add(binding.valueSet);
    seen.required++;
    if (!results.some(Boolean)) fail(context, "required-binding", at, `'${JSON.stringify(value)}' is not in ${binding.valueSet}`);
}

/** What a value set could say must be said by it: a code of its systems has to be one of its codes. */
function extensible(context, value, type, valueSet, at, fail) {
    const given = type === "CodeableConcept" ? value.coding ?? [] : type === "Coding" ? [value] : [];
    for (const one of given) {
        if (one.system && codes(one.system) && inValueSet(valueSet, one.system, one.code) === false && inValueSet(valueSet, undefined, one.code) === true) {
            fail(context, "extensible-binding", at, `${one.system}|${one.code} is not in ${valueSet}`);
        }
    }
}

function coding(context, value, at, fail) {
    if (value.system === undefined || value.code === undefined) return;
    const known = context.own?.codes(value.system) ?? codes(value.system);
    if (!known) {
        if (context.own?.isOwn(value.system)) fail(context, "unknown-system", at, value.system);
        return;
    }
    seen.codings++;
    const displays = known.get(value.code);
    if (!displays) fail(context, "unknown-code", at, `${value.system}|${value.code}`);
    else if (value.display !== undefined && displays.length > 0 && !displays.includes(value.display)) {
        fail(context, "display", at, `${value.system}|${value.code} is '${displays[0]}', not '${value.display}'`);
    }
}
