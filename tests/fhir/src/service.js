/** Requests to the running service. */
export class Service {
    constructor(address) {
        this.base = `${address}/fhir/r5`;
    }

    async get(path, { status = 200, ...options } = {}) {
        const answer = await fetch(path.startsWith("http") ? path : `${this.base}/${path}`, options);
        const text = await answer.text();
        if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
        const type = answer.headers.get("content-type") ?? "";
        if (!type.startsWith("application/fhir+json") && !path.endsWith("$bulk-publish")) throw new Error(`${path}: ${type}`);
        return JSON.parse(text);
    }

    /** Every line of a file of the manifest. */
    async lines(file) {
        const answer = await fetch(file.url);
        if (answer.status !== 200 || answer.headers.get("content-type") !== "application/fhir+ndjson") throw new Error(`${file.url}: ${answer.status}`);
        const text = await answer.text();
        if (!text.endsWith("\n")) throw new Error(`${file.url}: cut off`);
        return text.slice(0, -1).split("\n");
    }

    /** All pages of a search. */
    async pages(path) {
        const pages = [];
        for (let next = path; next;) {
            const page = await this.get(next);
            pages.push(page);
            next = page.link.find(link => link.relation === "next")?.url;
        }
        return pages;
    }

    post(path, type, body, status = 200) {
        return this.get(path, { method: "POST", headers: { "Content-Type": type }, body, status });
    }
}
