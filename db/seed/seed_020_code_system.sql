-- Code systems by which a condition, modality or tissue can be asked for: canonical URI, other URIs in use, licence. A
-- new system also needs the shape of its codes in the checks of condition_code, modality_code or target_tissue_code.

insert into code_system (
   id, name,
   uri,
   aliases,
   licence) values
  ('fma', 'Foundational Model of Anatomy',
   'http://purl.org/sig/ont/fma',
   array['urn:oid:2.16.840.1.113883.6.119', 'http://purl.org/sig/ont/fma/', 'http://purl.org/sig/ont/fma.owl', 'http://sig.biostr.washington.edu/projects/fm/AboutFM.html'],
   'University of Washington, licence of the FMA project. Shipped as identifiers with their names.'),
  ('icd-10-cm', 'International Classification of Diseases, 10th Revision, Clinical Modification',
   'http://hl7.org/fhir/sid/icd-10-cm',
   array['urn:oid:2.16.840.1.113883.6.90', 'https://hl7.org/fhir/sid/icd-10-cm'],
   'US government work (NCHS and CMS).'),
  ('icd-11', 'International Classification of Diseases, 11th Revision, Mortality and Morbidity Statistics',
   'http://id.who.int/icd/release/11/mms',
   array['urn:oid:2.16.840.1.113883.6.347', 'https://id.who.int/icd/release/11/mms', 'http://id.who.int/icd11/mms'],
   'World Health Organization, CC BY-ND 3.0 IGO.'),
  ('mesh', 'Medical Subject Headings',
   'https://www.nlm.nih.gov/mesh',
   array['urn:oid:2.16.840.1.113883.6.177', 'http://www.nlm.nih.gov/mesh', 'http://id.nlm.nih.gov/mesh', 'http://id.nlm.nih.gov/mesh/', 'https://id.nlm.nih.gov/mesh', 'https://meshb.nlm.nih.gov'],
   'US National Library of Medicine, free with attribution.'),
  ('snomed-ct', 'SNOMED CT',
   'http://snomed.info/sct',
   array['urn:oid:2.16.840.1.113883.6.96', 'https://snomed.info/sct'],
   'SNOMED International. Shipped as identifiers only; use in a member territory needs its SNOMED CT licence.'),
  ('uberon', 'Uberon multi-species anatomy ontology',
   'http://purl.obolibrary.org/obo/uberon.owl',
   array['urn:oid:1.2.840.10008.2.16.6', 'http://purl.obolibrary.org/obo/uberon', 'http://purl.obolibrary.org/obo/UBERON_', 'http://uberon.org'],
   'Creative Commons Attribution (CC BY).'),
  ('unii', 'FDA Unique Ingredient Identifier',
   'http://fdasis.nlm.nih.gov',
   array['urn:oid:2.16.840.1.113883.4.9', 'https://fdasis.nlm.nih.gov'],
   'US Food and Drug Administration, free of licence terms.')
on conflict (id) do update set
  (name, uri, aliases, licence) = row(excluded.name, excluded.uri, excluded.aliases, excluded.licence)
where code_system.* is distinct from excluded.*;
