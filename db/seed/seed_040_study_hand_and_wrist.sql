-- Studies whose first condition belongs to hand and wrist, with conditions and comparators. Add a study to all four
-- lists, its lines in the order of the columns at the head of the first. What was not read is null. A second report of
-- a trial goes into the file of the first. A retracted study stays, with another standing.

insert into study (
   id, same_trial_as,
   title,
   authors,
   year, journal, volume, issue, pages,
   pmid, pmcid, doi, registration,
   design, ocebm_level, blinding, country,
   population,
   modality, target_tissue, route, guidance,
   preparation,
   participants, included_studies, follow_up_months, direction,
   summary,
   limitations,
   adverse_events, serious_adverse_events,
   funding,
   standing, standing_checked_on, standing_notice_url, standing_note,
   verification, verified_basis, verified_url,
   verified_read_on, verified_note, result_read_on,
   unverified, inferred,
   incomplete_reason,
   curation_note,
   reviewed_on) values
  ('evans-2025-prp-thumb', null,
   'Platelet-Rich Plasma Injection for Painful Trapeziometacarpal Osteoarthritis: A Double-Blind, Randomized, Placebo-Controlled Trial',
   array['Evans K', 'von Kieseritzky J', 'Stenseth J', 'Wilcke M'],
   2025, 'JBJS Open Access', '10', '2', 'e25.00027',
   '40487141', 'PMC12136674', '10.2106/JBJS.OA.25.00027', null,
   'randomized-controlled-trial', '2', 'double', null,
   'Painful trapeziometacarpal osteoarthritis, mean age 63',
   'prp', 'intra-articular-joint', 'intra-articular', 'unknown',
   'PRP, single intra-articular injection',
   90, null, 6, 'no-difference',
   'A single PRP injection was compared with saline in 90 patients. Change in pain on load at 6 months did not differ, nor did secondary outcomes to a clinically relevant degree.',
   'Single injection; one patient lost to follow-up. The estimate is a difference of medians.',
   null, null,
   null,
   'current', '2026-11-22', null, null,
   'verified', 'abstract', 'https://pmc.ncbi.nlm.nih.gov/articles/PMC12136674/',
   null, null, null,
   '{}', '{}',
   '{}',
   null,
   '2026-11-22'),
  ('jahangiri-2014-thumb', null,
   'Hypertonic dextrose versus corticosteroid local injection for the treatment of osteoarthritis in the first carpometacarpal joint: a double-blind randomized clinical trial',
   array['Jahangiri A', 'Rezaiee Moghaddam F', 'Najafi S'],
   2014, 'J Orthop Sci', '19', '5', null,
   null, null, '10.1007/s00776-014-0587-2', null,
   'randomized-controlled-trial', '2', 'double', 'IR',
   'First carpometacarpal osteoarthritis, mean age 64',
   'prolotherapy', 'intra-articular-joint', 'intra-articular', 'unknown',
   '0.5 mL 20% dextrose with 0.5 mL 2% lidocaine, monthly x3',
   60, null, 6, 'mixed',
   'Three monthly injections of 20% dextrose with lidocaine were compared with one methylprednisolone injection after two saline injections. Steroid was better at 1 month, the arms were equal at 2 months, and dextrose was better at 6 months.',
   '30 hands per group; single steroid dose compared with three dextrose doses.',
   null, null,
   null,
   'current', null, null, null,
   'verified', 'abstract', 'http://link.springer.com/article/10.1007/s00776-014-0587-2',
   null, null, null,
   '{}', '{}',
   '{}',
   null,
   '2026-11-22'),
  ('orthobullets-33506798-thumb', null,
   '[PRP, hyaluronic acid and corticosteroid in thumb carpometacarpal osteoarthritis; PMID 33506798]',
   '{}',
   2021, null, null, null, null,
   '33506798', null, null, null,
   'randomized-controlled-trial', '2', null, null,
   'Thumb carpometacarpal osteoarthritis',
   'prp', 'intra-articular-joint', 'intra-articular', 'unknown',
   'single PRP injection',
   45, null, 3, 'favours-comparator',
   'Forty-five patients were randomized to one injection of PRP, hyaluronic acid or steroid. All improved at 4 weeks; only hyaluronic acid held its gains at 12 weeks.',
   '15 per arm, 12 weeks. The abstract reports change within arms; a direct test between arms was not on it.',
   null, null,
   null,
   'current', null, null, null,
   'incomplete', 'abstract', 'https://pubmed.ncbi.nlm.nih.gov/33506798/',
   'www.orthobullets.com', null, null,
   array['title', 'authors', 'year', 'journal'], '{}',
   '{}',
   null,
   '2026-11-22')
on conflict (id) do update set (
    same_trial_as, title, authors, year, journal, volume, issue, pages, pmid, pmcid, doi, registration, design,
    ocebm_level, blinding, country, population, modality, target_tissue, route, guidance, preparation, participants,
    included_studies, follow_up_months, direction, summary, limitations, adverse_events, serious_adverse_events,
    funding, standing, standing_checked_on, standing_notice_url, standing_note, verification, verified_basis,
    verified_url, verified_read_on, verified_note, result_read_on, unverified, inferred, incomplete_reason,
    curation_note, reviewed_on
  ) = row (
    excluded.same_trial_as, excluded.title, excluded.authors, excluded.year, excluded.journal, excluded.volume,
    excluded.issue, excluded.pages, excluded.pmid, excluded.pmcid, excluded.doi, excluded.registration,
    excluded.design, excluded.ocebm_level, excluded.blinding, excluded.country, excluded.population,
    excluded.modality, excluded.target_tissue, excluded.route, excluded.guidance, excluded.preparation,
    excluded.participants, excluded.included_studies, excluded.follow_up_months, excluded.direction, excluded.summary,
    excluded.limitations, excluded.adverse_events, excluded.serious_adverse_events, excluded.funding,
    excluded.standing, excluded.standing_checked_on, excluded.standing_notice_url, excluded.standing_note,
    excluded.verification, excluded.verified_basis, excluded.verified_url, excluded.verified_read_on,
    excluded.verified_note, excluded.result_read_on, excluded.unverified, excluded.inferred,
    excluded.incomplete_reason, excluded.curation_note, excluded.reviewed_on
  )
where study.* is distinct from excluded.*;

-- Conditions and comparators of the studies above are replaced by the lists below.
with listed as (select unnest(array[
  'evans-2025-prp-thumb',
  'jahangiri-2014-thumb',
  'orthobullets-33506798-thumb'
]) as study),
former as (delete from study_condition where study in (select study from listed))
delete from study_comparator where study in (select study from listed);

insert into study_condition (study, position, condition) values
  ('evans-2025-prp-thumb', 1, 'thumb-cmc-osteoarthritis'),
  ('jahangiri-2014-thumb', 1, 'thumb-cmc-osteoarthritis'),
  ('orthobullets-33506798-thumb', 1, 'thumb-cmc-osteoarthritis');

insert into study_comparator (study, position, comparator, modality) values
  ('evans-2025-prp-thumb', 1, 'saline-placebo', null),
  ('jahangiri-2014-thumb', 1, 'corticosteroid', null),
  ('orthobullets-33506798-thumb', 1, null, 'viscosupplementation'),
  ('orthobullets-33506798-thumb', 2, 'corticosteroid', null);
