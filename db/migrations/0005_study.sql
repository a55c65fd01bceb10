create domain direction as text check (value in (
  'favours-intervention', 'no-difference', 'favours-comparator', 'mixed',
  'uncontrolled-improvement', 'uncontrolled-no-improvement', 'unclear'));
comment on domain direction is 'What a study, outcome or grading found, from the side of the intervention.';

create table study (
  id                     text primary key check (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title                  text not null,
  authors                text[] not null,
  year                   int  not null check (year between 1930 and 2100),
  journal                text,
  volume                 text,
  issue                  text,
  pages                  text,
  pmid                   text unique check (pmid ~ '^[1-9][0-9]{0,7}$'),
  pmcid                  text unique check (pmcid ~ '^PMC[0-9]+$'),
  doi                    text check (doi ~ '^10\.[0-9]{4,9}/\S+$'),
  registration           text check (registration ~ '^(NCT[0-9]{8}|ISRCTN[0-9]{8}|ACTRN[0-9]{14}|CRD[0-9]{11,12}|NTR[0-9]+|PACTR[0-9]{15}|ChiCTR[-A-Z]*[0-9]+)$'),
  design                 text not null references study_design,
  blinding               text check (blinding in ('open', 'single', 'double', 'triple')),
  country                text check (country ~ '^[A-Z]{2}$'),
  population             text not null,
  modality               text references modality,
  preparation            text,
  target_tissue          text not null references target_tissue,
  route                  text not null references route,
  guidance               text not null check (guidance in ('unknown', 'ultrasound', 'fluoroscopy', 'arthroscopy', 'ct', 'landmark', 'mixed')),
  participants           int check (participants > 0),
  included_studies       int check (included_studies > 0),
  follow_up_months       numeric check (follow_up_months >= 0),
  direction              direction not null,
  adverse_events         text,
  serious_adverse_events int check (serious_adverse_events >= 0),
  summary                text not null,
  limitations            text,
  funding                text,
  ocebm_level            text not null,
  ocebm_system           text not null generated always as ('ocebm-2011') stored,
  standing               text not null check (standing in ('current', 'corrected', 'retracted', 'superseded', 'preprint')),
  standing_checked_on    date,
  standing_notice_url    text,
  standing_note          text,
  verification           text not null check (verification in ('verified', 'incomplete')),
  verified_url           text not null check (verified_url ~ '^https?://'),
  verified_basis         text not null check (verified_basis in ('abstract', 'citation', 'full-text')),
  verified_read_on       text,
  verified_note          text,
  result_read_on         text,
  unverified             text[] not null,
  inferred               text[] not null,
  incomplete_reason      text[] not null,
  curation_note          text,
  same_trial_as          text references study deferrable initially deferred check (same_trial_as <> id),
  reviewed_on            date not null,
  foreign key (ocebm_system, ocebm_level) references evidence_level,
  constraint study_of_other_standing_has_a_notice check (standing = 'current' or standing_notice_url is not null or standing_note is not null)
);
comment on table  study                        is 'One published study, review or registered protocol. Facts as read, summary in this project''s own words.';
comment on column study.id                     is 'Stable slug: first author or group, year, subject.';
comment on column study.title                  is 'Title as published.';
comment on column study.authors                is 'Authors as read, family name and initials; empty where none was read.';
comment on column study.year                   is 'Year of publication.';
comment on column study.journal                is 'Journal as read; null where it was not read.';
comment on column study.volume                 is 'Volume; null where it was not read.';
comment on column study.issue                  is 'Issue; null where it was not read.';
comment on column study.pages                  is 'Pages or article number; null where not read.';
comment on column study.pmid                   is 'PubMed identifier; null where none was read.';
comment on column study.pmcid                  is 'PubMed Central identifier; null where none was read.';
comment on column study.doi                    is 'DOI as read, without resolver; null where none was read.';
comment on column study.registration           is 'Trial or review registration number; null where none was read.';
comment on column study.design                 is 'Design.';
comment on column study.blinding               is 'Blinding as stated; null where not stated or not applicable.';
comment on column study.country                is 'ISO 3166-1 alpha-2 country of conduct; null where not read.';
comment on column study.population             is 'Who took part.';
comment on column study.modality               is 'What was injected; null for a study of injection technique that concerns every modality.';
comment on column study.preparation            is 'Preparation, dose and number of injections as read; null where not read.';
comment on column study.target_tissue          is 'Tissue or space injected.';
comment on column study.route                  is 'Route of injection.';
comment on column study.guidance               is 'Imaging by which the needle was guided.';
comment on column study.participants           is 'Participants analysed or enrolled, as read; null where not read. In a review: pooled participants.';
comment on column study.included_studies       is 'Studies included in a review; null for a primary study or where not read.';
comment on column study.follow_up_months       is 'Longest follow-up in months; null where not read.';
comment on column study.direction              is 'Overall direction of the result.';
comment on column study.adverse_events         is 'Harms as reported; null where nothing was read about them, which is not the same as none.';
comment on column study.serious_adverse_events is 'Number of serious adverse events as reported; null where not read.';
comment on column study.summary                is 'What the study found, in one or two sentences.';
comment on column study.limitations            is 'What weakens it; null where none was noted.';
comment on column study.funding                is 'Funding as stated; null where not read.';
comment on column study.ocebm_level            is 'OCEBM 2011 level for treatment benefit, set by a curator from the design.';
comment on column study.ocebm_system           is 'Always ocebm-2011; carries the foreign key to the levels.';
comment on column study.standing               is 'Whether the publication still stands.';
comment on column study.standing_checked_on    is 'Day on which somebody looked for a retraction or correction; null where nobody did.';
comment on column study.standing_notice_url    is 'Address of the notice.';
comment on column study.standing_note          is 'What the notice says.';
comment on column study.verification           is 'incomplete: an identifier, year, journal, design or direction was not read; kept out of levels and counts.';
comment on column study.verified_url           is 'Page on which the facts were read.';
comment on column study.verified_basis         is 'What was read there.';
comment on column study.verified_read_on       is 'Site on which it was read, where that is not the address itself.';
comment on column study.verified_note          is 'What was read elsewhere; null where there is nothing to say.';
comment on column study.result_read_on         is 'Site on which the result was read, where it is another one.';
comment on column study.unverified             is 'Fields that were not read.';
comment on column study.inferred               is 'Fields that a curator inferred from the text.';
comment on column study.incomplete_reason      is 'Why the record is incomplete.';
comment on column study.curation_note          is 'A curator''s remark; null where there is none.';
comment on column study.same_trial_as          is 'First report of the same trial: this one never counts a second time.';
comment on column study.reviewed_on            is 'Day on which a curator last read the record against its source.';
create index on study (modality, target_tissue);
create unique index on study (lower(doi));
create index on study (design);
create index on study (year);
create index on study (same_trial_as) where same_trial_as is not null;

create function refuse_report_of_report() returns trigger language plpgsql as $$
begin
  if exists (select from study where id = new.same_trial_as and same_trial_as is not null)
    or exists (select from study where same_trial_as = new.id) then
    raise exception 'study %: same_trial_as must name the first report of the trial, not another second one', new.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
comment on function refuse_report_of_report() is 'Refuses chains of second reports: each would count as a trial of its own.';
create constraint trigger study_second_report_names_the_first after insert or update of same_trial_as on study
  deferrable initially deferred for each row when (new.same_trial_as is not null) execute function refuse_report_of_report();

create table study_condition (
  study     text not null references study on delete cascade,
  position  int  not null check (position > 0),
  condition text not null references condition,
  primary key (study, condition),
  unique (study, position)
);
comment on table  study_condition           is 'Conditions of a study''s population.';
comment on column study_condition.study     is 'The study.';
comment on column study_condition.position  is 'Order as curated.';
comment on column study_condition.condition is 'The condition.';
create index on study_condition (condition);

create table study_comparator (
  study      text not null references study on delete cascade,
  position   int  not null check (position > 0),
  comparator text references comparator,
  modality   text references modality,
  primary key (study, position),
  unique (study, comparator),
  unique (study, modality),
  constraint study_comparator_is_one_thing check (num_nonnulls(comparator, modality) = 1)
);
comment on table  study_comparator            is 'What a study compared with: a comparator, or another modality.';
comment on column study_comparator.study      is 'The study.';
comment on column study_comparator.position   is 'Order as curated.';
comment on column study_comparator.comparator is 'The comparator; null where it is a modality.';
comment on column study_comparator.modality   is 'The modality compared with; null where it is a comparator.';

create table finding (
  study             text not null references study on delete cascade,
  position          int  not null check (position > 0),
  measure           text not null references outcome_measure,
  name              text not null,
  timepoint_months  numeric check (timepoint_months >= 0),
  intervention_text text,
  comparator_name   text,
  comparator_text   text,
  effect_measure    text check (effect_measure in ('MD', 'SMD', 'mean-change', 'OR', 'RR', 'proportion', 'SUCRA')),
  estimate          numeric,
  ci_low            numeric,
  ci_high           numeric,
  ci_level          numeric check (ci_level > 0 and ci_level < 100),
  p_text            text check (p_text ~ '^(<=|>=|[<>=])?[0-9.]|^(NS|ns|not significant)'),
  higher_is_better  boolean,
  is_primary        boolean not null,
  direction         direction not null,
  primary key (study, position),
  constraint finding_ci_is_in_order check (ci_low <= ci_high),
  constraint finding_ci_is_whole check (num_nonnulls(ci_low, ci_high, ci_level) in (0, 3))
);
comment on table  finding                   is 'One outcome of one study: a measure at a time point, with the arms as printed.';
comment on column finding.study             is 'The study.';
comment on column finding.position          is 'Order within the study; study and position are the finding''s id.';
comment on column finding.measure           is 'Outcome measure.';
comment on column finding.name              is 'The outcome in the study''s terms.';
comment on column finding.timepoint_months  is 'Months after treatment; null where not read.';
comment on column finding.intervention_text is 'Result of the intervention arm as printed; null where not printed.';
comment on column finding.comparator_name   is 'What this outcome was compared with: a comparator, a modality, or the words of the source; null where uncontrolled or not read.';
comment on column finding.comparator_text   is 'Result of the comparator arm, or the baseline, as printed; null where not printed.';
comment on column finding.effect_measure    is 'What estimate is; null where no estimate was read.';
comment on column finding.estimate          is 'Effect as printed, in the unit of the effect measure.';
comment on column finding.ci_low            is 'Lower bound of the confidence interval.';
comment on column finding.ci_high           is 'Upper bound of the confidence interval.';
comment on column finding.ci_level          is 'Confidence level in per cent.';
comment on column finding.p_text            is 'p value as printed.';
comment on column finding.higher_is_better  is 'Whether a higher value of this outcome is better for the patient; null where it depends.';
comment on column finding.is_primary        is 'Whether it was a primary outcome.';
comment on column finding.direction         is 'Direction of this outcome.';
create index on finding (measure);
