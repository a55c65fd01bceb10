-- What a modality was compared with, other than another modality; one row each.

insert into comparator (id, name) values
  ('autologous-blood', 'Autologous whole-blood injection'),
  ('corticosteroid',   'Corticosteroid injection'),
  ('dry-needling',     'Dry needling'),
  ('eswt',             'Extracorporeal shock wave therapy'),
  ('exercise',         'Exercise programme'),
  ('local-anesthetic', 'Local anaesthetic injection'),
  ('none',             'No comparator'),
  ('nsaid',            'Non-steroidal anti-inflammatory drug'),
  ('other',            'Other comparator'),
  ('physiotherapy',    'Physiotherapy'),
  ('saline-placebo',   'Saline placebo injection'),
  ('sham',             'Sham procedure'),
  ('splint',           'Splint or orthosis'),
  ('surgery',          'Surgery'),
  ('usual-care',       'Usual care')
on conflict (id) do update set name = excluded.name
where comparator.* is distinct from excluded.*;
