// Every study in RIS, BibTeX and CSL-JSON, read by citation-js and held against the study itself.
import { Cite, plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-csl';
import '@citation-js/plugin-ris';

plugins.config.get('@bibtex').parse.sentenceCase = 'never';

const service = process.env.EVIDENCE_API;
let passed = 0;
let failed = 0;

const get = async (path) => {
    const answer = await fetch(service + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
};

const check = (what, expected, found) => {
    if (JSON.stringify(expected) === JSON.stringify(found)) { passed++; return; }
    failed++;
    console.log(`FAILED ${what}\n  expected ${JSON.stringify(expected)}\n  found    ${JSON.stringify(found)}`);
};

async function studies() {
    const ids = [];
    for (let next = ''; next !== null;) {
        const page = await (await get(`/v1/studies?limit=100&fields=id${next}`)).json();
        ids.push(...page.items.map(item => item.id));
        next = page.page.next ? `&cursor=${page.page.next}` : null;
    }
    return Promise.all(ids.map(async id => (await get(`/v1/studies/${id}`)).json()));
}

// What typography or markup changes on the way, and nothing else.
const plain = text => text?.normalize('NFC').replace(/<[^>]*>/g, '').replace(/[\u2010\u2011\u2012]/g, '-').replace(/[“”]/g, '"').replace(/''|``/g, '"').replace(/[‘’`]/g, "'")
    .replace(/\u2014|---/g, '—').replace(/\u2013|--/g, '–').replace(/\s+/g, ' ').trim();

const name = author => plain(author.literal ?? [[author['dropping-particle'], author['non-dropping-particle'], author.family].filter(Boolean).join(' '), author.given, author.suffix].filter(Boolean).join(', '));

const nameOf = author => {
    const parts = author.match(/^(.+?) (\p{Lu}{1,5}(?:-\p{Lu})?)$/u);
    return plain(parts ? `${parts[1]}, ${parts[2].split('-').map(part => [...part].map(letter => letter + '.').join(' ')).join('-')}` : author);
};

function compare(format, study, item) {
    const what = field => `${format} ${study.id} ${field}`;
    if (!item) { check(what('entry'), 'one entry', 'none'); return; }
    const authors = study.authors.filter(author => author !== 'et al').map(nameOf);
    check(what('type'), study.journal ? 'article-journal' : 'document', study.journal ? item.type : 'document');
    check(what('authors'), authors, (item.author ?? []).map(name).filter(author => author !== 'others'));
    check(what('title'), plain(study.title), plain(item.title));
    check(what('journal'), plain(study.journal ?? undefined), plain(item['container-title']));
    check(what('year'), study.year, Number(item.issued?.['date-parts']?.[0]?.[0]));
    check(what('volume'), study.volume ?? '', plain(String(item.volume ?? '')));
    check(what('issue'), study.issue ?? '', plain(String(item.issue ?? '')));
    check(what('pages'), (study.pages ?? '').replace(/–/g, '-'), plain(String(item.page ?? '')).replace(/–/g, '-'));
    check(what('DOI'), study.doi ?? '', item.DOI ?? '');
    check(what('URL'), study.url, item.URL);
    const note = plain(item.note) ?? '';
    check(what('note names the study and release'), true, note.includes(`release ${study.release}, study ${study.id}`));
    check(what('note says that the record is incomplete'), study.verification === 'incomplete', note.includes('Incomplete record'));
    check(what('note says where it no longer stands as published'), study.standing !== 'current', /RETRACTED|Corrected|Superseded|Preprint/.test(note));
    check(what('note says that authors are missing'), study.authors.length === 0 || study.authors.includes('et al'), /[Aa]uthors are not on record/.test(note));
    if (study.registration) check(what('registration'), true, note.includes(study.registration));
}

// citation-js has no field of CSL for these: they are compared in the text itself.
function raw(format, study, text, pattern) {
    for (const [field, value] of [['PMID', study.pmid], ['PMCID', study.pmcid]]) {
        if (value) check(`${format} ${study.id} ${field}`, true, pattern(field, value).test(text));
    }
}

const all = await studies();
check('number of studies', true, all.length >= 335);

const ris = await (await get('/v1/studies?format=ris')).text();
const risItems = new Map(new Cite(ris).data.map(item => [item.id, item]));
const risEntries = new Map(ris.split('ER  - ').map(entry => [entry.match(/^ID  - (.*)\r$/m)?.[1], entry]));
check('RIS: entries', all.length, risItems.size);

const bibtex = await (await get('/v1/studies?format=bibtex')).text();
const bibItems = new Map(new Cite(bibtex).data.map(item => [item['citation-key'] ?? item.id, item]));
const bibEntries = new Map(bibtex.split(/\n(?=@)/).map(entry => [entry.match(/^\s*@\w+\{([^,]+),/)?.[1], entry]));
check('BibTeX: entries', all.length, bibItems.size);
check('BibTeX: ASCII but for letters without a command', '', [...new Set(bibtex.match(/[^\x00-\x7f]/g) ?? [])].join(''));

const csl = await (await get('/v1/studies?format=csl-json')).json();
const cslItems = new Map(new Cite(csl).data.map(item => [item.id, item]));
check('CSL-JSON: entries', all.length, cslItems.size);

for (const study of all) {
    compare('RIS', study, risItems.get(study.id));
    raw('RIS', study, risEntries.get(study.id) ?? '', (field, value) => new RegExp(`^${field === 'PMID' ? 'AN' : 'C2'}  - ${value}\r$`, 'm'));
    compare('BibTeX', study, bibItems.get(study.id));
    raw('BibTeX', study, bibEntries.get(study.id) ?? '', (field, value) => new RegExp(`^  ${field.toLowerCase()} = \\{${value}\\}`, 'm'));
    const item = cslItems.get(study.id);
    compare('CSL-JSON', study, item);
    check(`CSL-JSON ${study.id} PMID, PMCID`, [study.pmid, study.pmcid], [item?.PMID ?? null, item?.PMCID ?? null]);
}

// The same entries by other ways in.
const accept = await (await fetch(`${service}/v1/studies`, { headers: { Accept: 'application/x-research-info-systems' } })).text();
check('RIS by Accept', ris, accept);
const one = await (await get(`/v1/studies/${all[0].id}?format=ris`)).text();
check('RIS of one study', true, ris.includes(one));
const item = 'knee-osteoarthritis.prp.intra-articular-joint';
const listed = (await (await get(`/v1/evidence/${item}`)).json()).studies.map(study => study.id).sort();
check('RIS of an evidence item', listed, new Cite(await (await get(`/v1/evidence/${item}/citations?format=ris`)).text()).data.map(entry => entry.id).sort());
check('a formatted bibliography', true, new Cite(csl).format('bibliography', { template: 'vancouver' }).includes('Bennell KL'));

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
