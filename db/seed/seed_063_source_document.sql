-- Documents that are not research: clinic pages, guides for patients, education for professionals. Their claims are in
-- seed_064_claim.sql.

insert into source_document (
   id, kind,
   title, publisher,
   document) values
  ('asian-pain-academy', 'professional-education',
   'Regenerative Injections for Spine and Joint Pain: What Works and What Doesn''t', 'Asian Pain Academy',
   '003_d945b660f2285dc9.txt'),
  ('back-pain-clinic', 'clinic',
   'Prolotherapy for back pain', 'clinic, publisher not named',
   '002_021d571176717ade.txt'),
  ('facet-prolotherapy', 'clinic',
   'Prolotherapy: A Regenerative Treatment for Joint Pain', 'clinic offering RELIEF(R), Miami',
   '004_1505a94f178070a7.txt'),
  ('regenexx-prolotherapy', 'clinic-network',
   'Understanding Prolotherapy And Its Role In Pain Management', 'Regenexx',
   '001_4755f78cf92944ec.txt'),
  ('rit-guide', 'patient-education',
   'Regenerative injection therapy: a guide to PRP, prolotherapy, PIT and MFAT', 'publisher not named',
   '000_3abcb8ad8ec6f47c.txt')
on conflict (id) do update set
  (kind, title, publisher, document) = row(excluded.kind, excluded.title, excluded.publisher, excluded.document)
where source_document.* is distinct from excluded.*;
