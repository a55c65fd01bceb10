-- What a service without compiled documents reads for one code: the row query of pgbench, one statement.
\set n random(1, :keys)
select s.id, s.title, s.year, s.design, s.participants, s.direction, s.ocebm_level, s.summary, s.limitations, s.standing, s.verification, s.same_trial_as,
  s.modality, s.target_tissue, f.measure, f.name, f.timepoint_months, f.effect_measure, f.estimate, f.ci_low, f.ci_high, f.p_text, f.direction
from benchmark_key k
join condition_code c on c.system = 'icd-10-cm' and c.code = k.code
join study_condition sc on sc.condition = c.condition
join study s on s.id = sc.study
left join finding f on f.study = s.id
where k.n = :n;
