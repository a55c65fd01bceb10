-- The releases of the evidence base, oldest first. Add a row for each; number and is_published are kept by the service.

insert into release (
   id, published_on, reviewed_on,
   notes) values
  ('2026.11.1', '2026-11-22', '2026-11-22',
   'First release: 335 studies with 830 findings, 66 gradings, 76 recommendations, 99 safety facts and 109 claims on 55 conditions and 14 modalities.')
on conflict (id) do update set
  (published_on, reviewed_on, notes) = row(excluded.published_on, excluded.reviewed_on, excluded.notes)
where (release.published_on, release.reviewed_on, release.notes)
  is distinct from (excluded.published_on, excluded.reviewed_on, excluded.notes);
