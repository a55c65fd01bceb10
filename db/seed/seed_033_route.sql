-- Routes of injection, one row each.

insert into route (id, name, definition) values
  ('enthesis',              'Enthesis injection',         'at the attachment of tendon, ligament or fascia to bone'),
  ('epidural',              'Epidural injection',         'into the epidural space of the spine'),
  ('fascial',               'Fascial injection',          'into or along a fascia, for example the plantar fascia'),
  ('intra-articular',       'Intra-articular injection',  'into the cavity of a synovial joint'),
  ('intra-osseous',         'Intra-osseous injection',    'into bone, for example subchondral bone'),
  ('intradiscal',           'Intradiscal injection',      'into an intervertebral disc'),
  ('intraligamentous',      'Intraligamentous injection', 'into a ligament'),
  ('intramuscular',         'Intramuscular injection',    'into a muscle'),
  ('intratendinous',        'Intratendinous injection',   'into the substance of a tendon'),
  ('multiple',              'Several routes',             'more than one route in the same treatment'),
  ('perineural',            'Perineural injection',       'around a nerve, including hydrodissection'),
  ('peritendinous',         'Peritendinous injection',    'around a tendon or into its sheath'),
  ('subcutaneous',          'Subcutaneous injection',     'under the skin, for example over a superficial nerve'),
  ('surgical-augmentation', 'Surgical augmentation',      'applied during an operation to augment a repair')
on conflict (id) do update set
  (name, definition) = row(excluded.name, excluded.definition)
where route.* is distinct from excluded.*;
