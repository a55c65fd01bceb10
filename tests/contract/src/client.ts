/** What a front end does with the generated client. Whatever the contract does not promise does not compile here. */
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import { check } from "./check.js";
import type { components, paths } from "./generated/contract.js";

type EvidenceItem = components["schemas"]["EvidenceItem"];
type Problem = components["schemas"]["ProblemDetails"];

export function addClientChecks(address: string): void {
    const api = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: address });

    check("lookup by diagnosis code", async () => {
        const { data, error } = await api.GET("/v1/evidence", { params: { query: { code: ["icd-10-cm|M51.360"], modality: "prp" } } });
        assert.equal(error, undefined);
        assert.ok(data);

        const disc: EvidenceItem | undefined = data.items.find(item => item.id === "discogenic-low-back-pain.prp.intervertebral-disc");
        assert.ok(disc, "no item on discs");
        assert.equal(disc.evidenceLevel?.level, "III");
        assert.equal(disc.certainty?.rating, "very-low");
        assert.equal(disc.match?.requested, "M51.360");
        assert.ok(disc.studies?.some(study => study.direction === "no-difference"), "the studies that found no difference are missing");
        assert.equal(data.codes?.[0]?.matches[0]?.condition, "discogenic-low-back-pain");
        assert.equal(data.reason, null);
    });

    check("an empty answer says why", async () => {
        const { data } = await api.GET("/v1/evidence", { params: { query: { code: ["icd-10-cm|Z99.9"] } } });

        assert.deepEqual(data?.items, []);
        assert.equal(data?.reason?.code, "unknown-code");
    });

    check("search for a condition", async () => {
        const { data } = await api.GET("/v1/conditions", { params: { query: { q: "tennis elb" } } });

        assert.equal(data?.items[0]?.id, "lateral-epicondylitis");
        assert.ok(data.items[0].synonyms.includes("tennis elbow"));
    });

    check("one item by its id", async () => {
        const { data } = await api.GET("/v1/evidence/{id}", { params: { path: { id: "knee-osteoarthritis.prp.intra-articular-joint" }, query: { view: "full" } } });

        assert.equal(data?.agreement, "conflicting");
        assert.equal(typeof data?.release, "string");
    });

    check("many codes at once", async () => {
        const codes = ["icd-10-cm|M51.360", "icd-10-cm|M17.11", "icd-10-cm|Z99.9", "no code"];
        const { data } = await api.POST("/v1/evidence/lookup", { body: { codes, modality: "prp", view: "summary" } });

        assert.ok(data);
        assert.deepEqual(data.results.map(result => result.code), codes);
        assert.deepEqual(data.results.map(result => result.reason?.code ?? null), [null, null, "unknown-code", "invalid-code"]);
        assert.ok(data.results.slice(0, 2).every(result => result.items.length > 0));
    });

    check("every study, page by page", async () => {
        const ids: string[] = [];
        let cursor: string | null = null;
        let total: number | null = null;
        do {
            const query: { limit: number; total: "exact"; cursor?: string } = { limit: 40, total: "exact" };
            if (cursor !== null) query.cursor = cursor;
            const { data } = await api.GET("/v1/studies", { params: { query } });
            assert.ok(data);
            ids.push(...data.items.map(study => study.id));
            ({ next: cursor, total } = data.page);
        } while (cursor !== null);

        assert.ok(ids.length > 300);
        assert.equal(ids.length, total);
        assert.equal(new Set(ids).size, ids.length);
    });

    check("a refused parameter is a problem with its near matches", async () => {
        const { data, error, response } = await api.GET("/v1/evidence", { params: { query: { modality: "prpp" } } });

        assert.equal(data, undefined);
        assert.equal(response.status, 400);
        const problem: Problem | undefined = error;
        assert.equal(problem?.code, "invalid-parameters");
        const fault = problem.errors?.["modality"]?.[0];
        assert.equal(fault?.code, "unknown-value");
        assert.equal(fault.value, "prpp");
        assert.ok(fault.didYouMean.includes("prp"));
        assert.ok(fault.allowed?.includes("prp"));
    });

    check("an unknown id is a problem with near ids", async () => {
        const { error, response } = await api.GET("/v1/modalities/{id}", { params: { path: { id: "prolotherapie" } } });

        assert.equal(response.status, 404);
        assert.equal(error?.code, "not-found");
        assert.ok(error.didYouMean?.includes("prolotherapy"));
    });

    check("what the contract does not know does not compile", async () => {
        // @ts-expect-error: no such parameter
        const misspelt = await api.GET("/v1/evidence", { params: { query: { modalty: "prp" } } });
        assert.equal(misspelt.response.status, 400);

        // @ts-expect-error: no such direction
        const direction = await api.GET("/v1/studies", { params: { query: { direction: "positive" } } });
        assert.equal(direction.response.status, 400);

        // @ts-expect-error: codes are needed
        const empty = await api.POST("/v1/evidence/lookup", { body: {} });
        assert.equal(empty.response.status, 400);
    });
}
