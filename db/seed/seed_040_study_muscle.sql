-- Studies whose first condition belongs to muscle, with conditions and comparators. Add a study to all four lists, its
-- lines in the order of the columns at the head of the first. What was not read is null. A second report of a trial
-- goes into the file of the first. A retracted study stays, with another standing.

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
  ('hamilton-2015-hamstring', null,
   'Platelet-rich plasma does not enhance return to play in hamstring injuries: a randomised controlled trial',
   array['Hamilton B', 'Tol JL', 'Almusa E', 'Boukarroum S', 'Eirale C', 'Farooq A', 'et al'],
   2015, 'British Journal of Sports Medicine', '49', '14', '943-950',
   null, null, '10.1136/bjsports-2015-094603', null,
   'randomized-controlled-trial', '2', 'double', 'QA',
   'Professional male athletes with MRI-positive acute hamstring injury',
   'prp', 'muscle', 'intramuscular', 'unknown',
   'single PRP injection with intensive standardized rehabilitation',
   90, null, 6, 'no-difference',
   'PRP gave no faster return to play than intensive rehabilitation without injection. It was faster only against platelet-poor plasma, which was itself no better than no injection.',
   'Only the injection arms were blinded; elite male athletes.',
   'None reported.', 0,
   null,
   'current', '2026-11-22', null, null,
   'verified', 'abstract', 'https://bjsm.bmj.com/content/49/14/943',
   null, null, null,
   '{}', array['route'],
   '{}',
   null,
   '2026-11-22'),
  ('reurink-2015-dutch-hamstring', null,
   'Rationale, secondary outcome scores and 1-year follow-up of a randomised trial of platelet-rich plasma injections in acute hamstring muscle injury: the Dutch Hamstring Injection Therapy study',
   array['Reurink G'],
   2015, 'British Journal of Sports Medicine', '49', '18', '1206',
   null, null, null, null,
   'randomized-controlled-trial', '2', 'double', 'NL',
   'Competitive and recreational athletes with acute hamstring muscle injury',
   'prp', 'muscle', 'intramuscular', 'unknown',
   'intramuscular PRP injections',
   80, null, 12, 'no-difference',
   'PRP did not speed return to play after hamstring injury and did not change re-injury, clinical or MRI findings over a year compared with placebo injection.',
   'Eighty athletes; the intervals do not exclude a moderate effect on re-injury.',
   null, null,
   null,
   'current', '2026-11-22', null, null,
   'incomplete', 'abstract', 'https://bjsm.bmj.com/content/49/18/1206',
   null, null, null,
   array['title', 'authors', 'year'], array['country (from the study name)', 'comparators'],
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
  'hamilton-2015-hamstring',
  'reurink-2015-dutch-hamstring'
]) as study),
former as (delete from study_condition where study in (select study from listed))
delete from study_comparator where study in (select study from listed);

insert into study_condition (study, position, condition) values
  ('hamilton-2015-hamstring', 1, 'muscle-injury'),
  ('reurink-2015-dutch-hamstring', 1, 'muscle-injury');

insert into study_comparator (study, position, comparator, modality) values
  ('hamilton-2015-hamstring', 1, 'other', null),
  ('hamilton-2015-hamstring', 2, 'none', null),
  ('reurink-2015-dutch-hamstring', 1, 'saline-placebo', null);
