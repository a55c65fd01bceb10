namespace EvidenceApi.Fhir;

/// <summary>A code with its system.</summary>
internal readonly record struct Coding(string? System, string Code, string? Display = null);

/// <summary>Codes of HL7's own systems, with the displays that those give.</summary>
internal static class HL7
{
    private const string Fhir = "http://hl7.org/fhir";
    private const string Terminology = "http://terminology.hl7.org/CodeSystem";

    internal const string UsageContextType = $"{Terminology}/usage-context-type";

    internal static readonly Coding Focus = new(UsageContextType, "focus", "Clinical Focus");
    internal static readonly Coding Overall = new($"{Fhir}/certainty-type", "Overall", "Overall certainty");
    internal static readonly Coding Subsetted = new("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "SUBSETTED");
    internal static readonly Coding PublicationType = new($"{Fhir}/cited-artifact-classification-type", "publication-type", "Publication type");
    internal static readonly Coding Keyword = new($"{Fhir}/cited-artifact-classification-type", "keyword", "Keyword");
    internal static readonly Coding Periodical = new($"{Fhir}/published-in-type", "D020492", "Periodical");
    internal static readonly Coding DoiBased = new($"{Fhir}/artifact-url-classifier", "doi-based", "DOI Based");
    internal static readonly Coding Webpage = new($"{Fhir}/artifact-url-classifier", "webpage", "Webpage");
    internal static readonly Coding AuthorString = new($"{Fhir}/contributor-summary-type", "author-string", "Author string");

    internal static readonly Coding Count = Statistic("C25463", "Count");
    internal static readonly Coding Mean = Statistic("C53319", "Mean");
    internal static readonly Coding Median = Statistic("C28007", "Median");
    internal static readonly Coding Proportion = Statistic("C44256", "Proportion");
    internal static readonly Coding MeanDifference = Statistic("0000457", "Mean Difference");
    internal static readonly Coding StandardizedMeanDifference = Statistic("0000100", "Standardized Mean Difference");
    internal static readonly Coding OddsRatio = Statistic("C16932", "Odds Ratio");
    internal static readonly Coding RelativeRisk = Statistic("C93152", "Relative Risk");

    internal static readonly Coding ConfidenceInterval = Estimate("C53324", "Confidence interval");
    internal static readonly Coding PValue = Estimate("C44185", "P-value");
    internal static readonly Coding StandardDeviation = Estimate("C53322", "Standard deviation");
    internal static readonly Coding StandardError = Estimate("0000037", "Standard error of the mean");
    internal static readonly Coding InterquartileRange = Estimate("C53245", "Interquartile range");
    internal static readonly Coding Range = Estimate("C38013", "Range");

    internal static Coding VariableRole(string role) => new($"{Terminology}/variable-role", role, role switch
    {
        "referenceExposure" => "reference exposure",
        "measuredVariable" => "measured variable",
        _ => role,
    });

    internal static Coding CertaintyRating(string rating) => new($"{Fhir}/certainty-rating", rating, rating switch
    {
        "high" => "High quality",
        "moderate" => "Moderate quality",
        "low" => "Low quality",
        "very-low" => "Very low quality",
        _ => throw new ArgumentOutOfRangeException(nameof(rating), rating, "GRADE has no such rating."),
    });

    internal static Coding ArtifactStatus(string code, string display) => new($"{Fhir}/cited-artifact-status-type", code, display);

    /// <summary>The code of the study design vocabulary SEVCO whose definition a design meets; null where none does.</summary>
    internal static Coding? StudyDesign(string design) => design switch
    {
        "randomized-controlled-trial" => Sevco("SEVCO:01003", "randomized assignment"),
        "non-randomized-controlled-trial" => Sevco("SEVCO:01005", "Non-randomized assignment"),
        "prospective-cohort" or "retrospective-cohort" => Sevco("SEVCO:01002", "Observational research"),
        "registry" => Sevco("SEVCO:01042", "Secondary data collection from a registry"),
        "case-series" => Sevco("SEVCO:01016", "Uncontrolled cohort design"),
        // Ours also takes very few patients, SEVCO's case report a single one.
        "case-report" => Sevco("SEVCO:01023", "Non-comparative study design"),
        "systematic-review" or "systematic-review-meta-analysis" or "network-meta-analysis" or "umbrella-review" =>
            Sevco("SEVCO:01049", "Secondary data collection from prior research"),
        _ => null,
    };

    /// <summary>How a study of this design puts results together; null where that is not known.</summary>
    internal static Coding? SynthesisType(string design) => design switch
    {
        "systematic-review-meta-analysis" => new($"{Terminology}/synthesis-type", "std-MA", "summary data meta-analysis"),
        "network-meta-analysis" => new($"{Terminology}/synthesis-type", "combined-NMA", "combined direct plus indirect network meta-analysis"),
        "systematic-review" or "umbrella-review" or "narrative-review" => null,
        _ => NotPooled,
    };

    internal static readonly Coding NotPooled = new($"{Terminology}/synthesis-type", "NotApplicable", "not applicable");

    private static Coding Statistic(string code, string display) => new($"{Terminology}/statistic-type", code, display);

    private static Coding Estimate(string code, string display) => new($"{Terminology}/attribute-estimate-type", code, display);

    private static Coding Sevco(string code, string display) => new($"{Fhir}/study-design", code, display);
}
