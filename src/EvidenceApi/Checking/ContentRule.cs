namespace EvidenceApi.Checking;

/// <summary>What content must hold beyond what the database refuses by itself.</summary>
/// <param name="Name">What a record does that breaks the rule.</param>
/// <param name="IsError">False where a curator may have a reason: the check passes all the same.</param>
/// <param name="Sql">The records that break it: table, record, words.</param>
internal sealed record ContentRule(string Name, bool IsError, string Sql)
{
    internal static IReadOnlyList<ContentRule> All =>
    [
        new("has no source", true, WithoutSource),
        new("stands on record twice", true, SamePublication),
        new("was read in another study's publication", false, ReadInAnother),
        new("has nearly the title of another study", false, NearlySameTitle),
        new("shares a registration without same_trial_as", true, SharedRegistration),
        new("was corrected or retracted without its notice", true, WithoutNotice),
        new("was looked up in the future", true, LookedUpInTheFuture),
        new("is verified without what that takes", true, VerifiedUnread),
        new("has no condition", true, WithoutCondition),
        new("is out of order", true, ReleaseOutOfOrder),
        new("is missing in its evidence item", true, MissingInItem),
        new("has a direction that its evidence item does not show", true, DirectionNotShown),
        new("has figures that speak against its direction", false, AgainstItsFigures),
    ];

    // The database asks for an address; the front page of a site is none.
    private const string WithoutSource = """
        with source(kind, record, url) as (
          select 'study', id, verified_url from study
          union all select 'grading', id, source_url from grading
          union all select 'recommendation', id, source_url from recommendation
          union all select 'safety_fact', id, source_url from safety_fact
        )
        select kind, record, 'its source is only ' || url from source where url !~ '^https?://[^/ ]+/[^ ]+$'
        union all
        select 'study', id, 'verified, but without DOI, PMID, PMCID and registration' from study
        where verification = 'verified' and num_nonnulls(doi, pmid, pmcid, registration) = 0
        order by 1, 2
        """;

    // The same identifier in two records is refused by the database, unless it is spelt differently.
    private const string SamePublication = """
        with publication as (
          select id, coalesce(same_trial_as, id) as trial, year, regexp_replace(lower(title), '[^a-z0-9]+', ' ', 'g') as title,
            array_remove(array['DOI ' || rtrim(lower(doi), '/.'), 'PMID ' || pmid, upper(pmcid)], null) as identifiers
          from study
        )
        select 'study', a.id, case
          when a.identifiers && b.identifiers then 'has an identifier of ' || b.id || ': ' || (select min(i) from unnest(a.identifiers) i where i = any(b.identifiers))
          else 'has title and year of ' || b.id || ', and neither names the other in same_trial_as' end
        from publication a join publication b on a.id > b.id
        where a.identifiers && b.identifiers or (a.trial <> b.trial and a.title = b.title and a.year between b.year - 1 and b.year + 1)
        order by 2
        """;

    // A record may have been read in another publication, which is then its source; or it is that publication under another id.
    private const string ReadInAnother = """
        select 'study', a.id, a.verified_url || ' is ' || b.id
        from study a join study b on a.id <> b.id and (
          rtrim(lower(substring(a.verified_url from 'doi\.org/(10\..+)$')), '/.') = lower(b.doi)
          or substring(a.verified_url from 'pubmed\.ncbi\.nlm\.nih\.gov/(\d+)') = b.pmid
          or upper(substring(a.verified_url from '(?i)/(PMC\d+)')) = b.pmcid)
        order by 2
        """;

    private const string NearlySameTitle = """
        select 'study', a.id, 'is it another report of ' || b.id || '? "' || a.title || '"'
        from study a join study b on a.id > b.id and a.year between b.year - 1 and b.year + 1
        where coalesce(a.same_trial_as, a.id) <> coalesce(b.same_trial_as, b.id)
          and length(a.title) between length(b.title) * 0.8 and length(b.title) * 1.25 and similarity(a.title, b.title) > 0.9
        order by 2
        """;

    private const string SharedRegistration = """
        select 'study', a.id, a.registration || ' is also that of ' || b.id || ': one of them is the first report, the other names it'
        from study a join study b on a.id > b.id and lower(a.registration) = lower(b.registration)
        where coalesce(a.same_trial_as, a.id) <> coalesce(b.same_trial_as, b.id)
        order by 2
        """;

    private const string WithoutNotice = """
        select 'study', id, standing || ', but ' || case
          when standing_notice_url is null then 'standing_notice_url is null' else 'nobody looked it up: standing_checked_on is null' end
        from study
        where standing in ('corrected', 'retracted') and (standing_notice_url is null or standing_checked_on is null)
        order by 2
        """;

    // A machine's clock may lag behind the release.
    private const string LookedUpInTheFuture = """
        select 'study', id, 'standing_checked_on is ' || standing_checked_on
        from study
        where standing_checked_on > greatest(current_date, (select max(published_on) from release))
        order by 2
        """;

    private const string VerifiedUnread = """
        select 'study', id, 'verified, but listed in unverified: ' || array_to_string(array(select unnest(unverified) intersect select unnest(needed) order by 1), ', ')
        from study, (select array['doi', 'pmid', 'pmcid', 'registration', 'identifier', 'identifiers', 'year', 'journal', 'design', 'direction']) as n(needed)
        where verification = 'verified' and unverified && needed
        order by 2
        """;

    private const string WithoutCondition = """
        select 'study', id, 'without one it is in no evidence item' from study s
        where not exists (select from study_condition where study = s.id)
        order by 2
        """;

    // In an empty database the last row becomes the current release.
    private const string ReleaseOutOfOrder = """
        select 'release', max(later.id), 'stands before ' || r.id
        from release r join release later on later.number < r.number
          and string_to_array(translate(later.id, '-', '.'), '.')::int[] > string_to_array(translate(r.id, '-', '.'), '.')::int[]
        group by r.id
        """;

    // A favourable item never without its unfavourable studies: the item that would be served against the tables, not against its compiler.
    private const string ItemStudies = """
        with recursive form(modality, id) as (
          select id, id from modality
          union all
          select form.modality, m.id from form join modality m on m.parent = form.id
        ),
        item as (
          select id, condition, modality, target_tissue,
            convert_from(body, 'UTF8')::jsonb -> 'studies' as all_studies, convert_from(standard, 'UTF8')::jsonb -> 'studies' as shown
          from evidence_document where until_release is null
        ),
        expected as (
          select item.id as item, item.all_studies, item.shown, s.id as study, s.direction, s.verification
          from item
            join form on form.modality = item.modality
            join study s on s.modality = form.id and s.target_tissue = item.target_tissue
            join study_condition c on c.study = s.id and c.condition = item.condition
        )
        """;

    private const string MissingInItem = ItemStudies + """

        select 'study', s.id, 'no evidence item ' || c.condition || '.' || s.modality || '.' || s.target_tissue
        from study s join study_condition c on c.study = s.id
        where s.modality is not null and not (select is_grouping from modality where id = s.modality)
          and not exists (select from item where id = c.condition || '.' || s.modality || '.' || s.target_tissue)
        union all
        select 'study', study, 'is not in ' || item || ' (' || direction || ')'
        from expected
        where not exists (select from jsonb_array_elements(all_studies) e where e ->> 'id' = study and e ->> 'direction' = direction)
        order by 2
        """;

    private const string DirectionNotShown = ItemStudies + """

        select 'study', min(study), direction || ' is not among the studies that a list shows of ' || item
        from expected
        where verification = 'verified' and direction <> 'unclear'
          and not exists (select from jsonb_array_elements(shown) e where e ->> 'direction' = direction)
        group by item, direction
        order by 2
        """;

    // Differences count from 0, ratios from 1; which side is good is said by the finding, else by its measure.
    private const string AgainstItsFigures = """
        with figure as (
          select f.study || '.' || f.position as id, f.direction, f.effect_measure, f.estimate, f.ci_low, f.ci_high,
            coalesce(f.higher_is_better, m.higher_is_better) as higher_is_better,
            case when f.effect_measure in ('OR', 'RR') then 1 when f.effect_measure in ('MD', 'SMD') then 0 end as nothing
          from finding f join outcome_measure m on m.id = f.measure
        )
        select 'finding', id, format('%s %s%s, %s, but %s', effect_measure, estimate, ' (' || ci_low || ' to ' || ci_high || ')',
          case when higher_is_better then 'higher is better' else 'lower is better' end, direction)
        from figure
        where
          direction in ('favours-intervention', 'favours-comparator') and (
            (estimate <> nothing and ((estimate > nothing) = higher_is_better) <> (direction = 'favours-intervention'))
            or (ci_low < nothing and ci_high > nothing))
          or direction = 'no-difference' and (ci_low > nothing or ci_high < nothing)
        order by 2
        """;
}
