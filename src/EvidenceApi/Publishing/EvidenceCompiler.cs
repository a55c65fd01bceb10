using EvidenceApi.Evidence;

namespace EvidenceApi.Publishing;

/// <summary>What an evidence item is about.</summary>
internal sealed record EvidenceKey(string Condition, string Modality, string TargetTissue)
{
    internal string Id => $"{Condition}.{Modality}.{TargetTissue}";
}

/// <summary>The studies of an item, judged.</summary>
internal sealed record JudgedKey(EvidenceKey Key, IReadOnlySet<string> Family, IReadOnlyList<ItemStudy> Studies);

/// <summary>Gathers the records of every condition × modality × target tissue and composes its evidence item.</summary>
internal sealed class EvidenceCompiler
{
    private const string Effectiveness = "effectiveness";

    private readonly Content content;
    private readonly Tree conditions;
    private readonly Tree modalities;
    private readonly LevelRules rules;
    private readonly Dictionary<string, ConditionRow> condition;
    private readonly Dictionary<string, ModalityRow> modality;
    private readonly Dictionary<string, TargetTissueRow> targetTissue;
    private readonly Dictionary<string, Studies.DesignKind> design;
    private readonly Dictionary<string, string> systemName;
    private readonly ILookup<string, StudyRow> studiesOf;
    private readonly ILookup<string, GradingRow> gradingsOf;
    private readonly ILookup<string, ClaimRow> claimsOf;

    internal EvidenceCompiler(Content content)
    {
        var vocabularies = content.Vocabularies;
        (this.content, conditions, modalities) = (content, content.ConditionTree, vocabularies.ModalityTree);
        rules = new(vocabularies.GradingSystems);
        condition = content.Conditions.ToDictionary(row => row.Id);
        modality = vocabularies.Modalities.ToDictionary(row => row.Id);
        targetTissue = vocabularies.TargetTissues.ToDictionary(row => row.Id);
        design = vocabularies.StudyDesigns.ToDictionary(row => row.Id, row => row.Kind);
        systemName = vocabularies.GradingSystems.ToDictionary(row => row.Id, row => row.Name);
        studiesOf = content.Studies.SelectMany(study => study.Conditions.Where(condition.ContainsKey).Select(id => (id, study))).ToLookup(pair => pair.id, pair => pair.study);
        gradingsOf = content.Gradings.ToLookup(row => row.Condition!);
        claimsOf = content.Claims.ToLookup(row => row.Condition!);
    }

    /// <summary>Which studies count in which item, also in items that are not compiled: a study says whether it counts in any.</summary>
    internal IReadOnlyList<JudgedKey> Judge() => [.. Keys().Select(key =>
    {
        var family = modalities.SelfAndDescendants(key.Modality).ToHashSet();
        return new JudgedKey(key, family, CountedStudies.Of(
            [.. studiesOf[key.Condition].Where(study => study.TargetTissue == key.TargetTissue && study.Modality is not null && family.Contains(study.Modality))],
            family, id => design[id]));
    })];

    internal IReadOnlyList<CompiledEvidence> Compile(IEnumerable<JudgedKey> judged) => [.. judged.Where(item => content.Compiled.Contains(item.Key.Condition)).Select(Compile)];

    /// <summary>Every key with a study, a grading or a claim on effectiveness, also through a more specific form of its modality.</summary>
    private IEnumerable<EvidenceKey> Keys()
    {
        IEnumerable<(string? Condition, string? Modality, string? TargetTissue)> keys =
        [
            .. studiesOf.SelectMany(group => group.Select(study => ((string?)group.Key, study.Modality, (string?)study.TargetTissue))),
            .. content.Gradings.Select(grading => (grading.Condition, (string?)grading.Modality, (string?)grading.TargetTissue)),
            .. content.Claims.Where(claim => claim.Kind == Effectiveness).Select(claim => (claim.Condition, claim.Modality, claim.TargetTissue)),
        ];
        return keys
            .Where(key => key is { Condition: not null, Modality: not null, TargetTissue: not null })
            .SelectMany(key => modalities.Ancestors(key.Modality!).Prepend(key.Modality!)
                .Where(id => !modality[id].IsGrouping)
                .Select(id => new EvidenceKey(key.Condition!, id, key.TargetTissue!)))
            .Distinct()
            .OrderBy(key => key.Id, StringComparer.Ordinal);
    }

    private CompiledEvidence Compile(JudgedKey judged)
    {
        var (key, family, studies) = judged;
        var counted = studies.Where(item => item.Counts).ToList();
        var directions = counted.ConvertAll(item => item.Study.Direction);
        var gradings = gradingsOf[key.Condition]
            .Where(row => row.TargetTissue == key.TargetTissue && family.Contains(row.Modality))
            .OrderByDescending(row => row.Year ?? 0).ThenBy(row => row.Id, StringComparer.Ordinal).ToList();
        var own = gradings.Where(row => row.Modality == key.Modality).ToList();
        var recommendations = content.Recommendations.Where(row => Concerns(row.Condition, row.Modality))
            .OrderByDescending(row => row.Year ?? 0).ThenBy(row => row.Id, StringComparer.Ordinal)
            .Select(row => row.View(ViaOf(row.Condition, row.Modality))).ToList();
        var safety = content.SafetyFacts.Where(row => Concerns(row.Condition, row.Modality))
            .Select(row => row.View(ViaOf(row.Condition, row.Modality))).ToList();
        var claims = claimsOf[key.Condition]
            .Where(row => Concerns(row.Condition, row.Modality) && (row.TargetTissue is null || row.TargetTissue == key.TargetTissue))
            .OrderBy(row => row.SourceDocument.Id, StringComparer.Ordinal).ThenBy(row => row.Position).ToList();

        var level = rules.LevelOf(own, counted);
        var certainty = rules.CertaintyOf(own);
        var claimsOnly = studies.Count == 0 && gradings.Count == 0;
        var entry = modality[key.Modality];
        var item = new EvidenceItem(
            key.Id,
            new(key.Condition, condition[key.Condition].Name),
            new(key.Modality, entry.Name, entry.Abbreviation),
            new(key.TargetTissue, targetTissue[key.TargetTissue].Name),
            [.. studies.Select(study => study.Study.Route).Concat(gradings.Select(row => row.Route)).Distinct().Order(StringComparer.Ordinal)],
            level,
            certainty,
            [.. gradings.Select(row => row.View(ViaOf(null, row.Modality)))],
            CountedStudies.Together(directions),
            claimsOnly ? Agreement.ClaimsOnly : CountedStudies.AgreementOf(directions),
            Directions(counted),
            counted.Count,
            Participants(counted),
            NotCounted(studies),
            counted.GroupBy(study => study.Study.Design).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count()),
            "",
            [.. studies.Select(study => study.View(ViaOf(null, study.Study.Modality)) with { Findings = StudyCompiler.Findings(study.Study) })],
            recommendations,
            safety,
            [.. claims.Select(row => row.View(ViaOf(null, row.Modality)))],
            studies.Select(study => study.Study.ReviewedOn).Concat(gradings.Select(row => row.ReviewedOn)).Concat(claims.Select(row => row.ReviewedOn)).Min());
        item = item with { Summary = EvidenceSentence.Of(item, systemName) };

        return new(
            item,
            [.. CountedStudies.Representatives(studies, family).Select(study => study.View(ViaOf(null, study.Study.Modality)))],
            level is null ? 9 : rules.RankOf(level.System, level.Level),
            FilterLevels(item, gradings),
            [.. gradings.Select(row => row.GradingSystem).Concat(level is { Basis: LevelBasis.Derived } ? [level.System] : Array.Empty<string>()).Distinct().Order(StringComparer.Ordinal)],
            [.. studies.Select(study => study.Study.Design).Distinct().Order(StringComparer.Ordinal)],
            studies.Select(study => study.Study.Year).Concat(gradings.Select(row => row.Year ?? 0)).DefaultIfEmpty(0).Max());

        // Null means all. A record on a less specific modality or broader condition is inherited, one on a form is included; both are marked.
        bool Concerns(string? aboutCondition, string? aboutModality) =>
            (aboutCondition is null || aboutCondition == key.Condition || conditions.Ancestors(key.Condition).Contains(aboutCondition)) &&
            (aboutModality is null || family.Contains(aboutModality) || modalities.Ancestors(key.Modality).Contains(aboutModality));

        Via? ViaOf(string? aboutCondition, string? aboutModality)
        {
            var viaCondition = aboutCondition == key.Condition ? null : aboutCondition;
            var viaModality = aboutModality == key.Modality ? null : aboutModality;
            return viaCondition is null && viaModality is null ? null : new(viaModality, viaCondition);
        }
    }

    /// <summary>The headline level and certainty, and the levels of strength systems, which never make a headline.</summary>
    private static IReadOnlyList<string> FilterLevels(EvidenceItem item, IEnumerable<GradingRow> gradings)
    {
        IEnumerable<(string System, string? Level)> levels =
        [
            (item.EvidenceLevel?.System ?? "", item.EvidenceLevel?.Level),
            (LevelRules.Grade, item.Certainty?.Rating),
            .. gradings.Where(row => row.LevelSystem is "sort" or "aaos").Select(row => (row.LevelSystem!, row.Level)),
        ];
        return [.. levels.Where(level => level.Level is not null).SelectMany(level => new[] { level.Level!, $"{level.System}|{level.Level}" }).Distinct().Order(StringComparer.Ordinal)];
    }

    private static DirectionCounts Directions(IReadOnlyList<ItemStudy> counted)
    {
        return new(
            Count(Direction.FavoursIntervention), Count(Direction.NoDifference), Count(Direction.FavoursComparator), Count(Direction.Mixed),
            Count(Direction.UncontrolledImprovement), Count(Direction.UncontrolledNoImprovement), Count(Direction.Unclear));
        int Count(Direction direction) => counted.Count(item => item.Study.Direction == direction);
    }

    private static NotCountedCounts NotCounted(IReadOnlyList<ItemStudy> studies)
    {
        return new(
            Count(NotCountedReason.Incomplete), Count(NotCountedReason.SecondReport), Count(NotCountedReason.Retracted),
            Count(NotCountedReason.Superseded), Count(NotCountedReason.Preprint), Count(NotCountedReason.Protocol), Count(NotCountedReason.WithinModality));
        int Count(NotCountedReason reason) => studies.Count(item => item.NotCounted == reason);
    }

    // A review pools the trials that stand beside it: adding the two would count people twice.
    private static int Participants(IReadOnlyList<ItemStudy> counted)
    {
        var isReview = counted.ToLookup(item => item.Kind is Studies.DesignKind.Review or Studies.DesignKind.Opinion, item => item.Study.Participants ?? 0);
        return Math.Max(isReview[false].Sum(), isReview[true].DefaultIfEmpty(0).Max());
    }
}
