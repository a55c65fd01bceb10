using EvidenceApi.Authentication;
using EvidenceApi.Caching;
using EvidenceApi.CdsHooks;
using EvidenceApi.Citations;
using EvidenceApi.Conditions;
using EvidenceApi.Database;
using EvidenceApi.DataPackages;
using EvidenceApi.Evidence;
using EvidenceApi.EvidenceMap;
using EvidenceApi.Explorer;
using EvidenceApi.Fhir;
using EvidenceApi.ForestPlots;
using EvidenceApi.GradingSystems;
using EvidenceApi.Hardening;
using EvidenceApi.Health;
using EvidenceApi.Http;
using EvidenceApi.Logging;
using EvidenceApi.Modalities;
using EvidenceApi.RateLimiting;
using EvidenceApi.Records;
using EvidenceApi.Releases;
using EvidenceApi.Search;
using EvidenceApi.Studies;
using EvidenceApi.SummaryOfFindings;
using EvidenceApi.Tables;
using EvidenceApi.TargetTissues;
using EvidenceApi.Telemetry;
using FluentValidation;

namespace EvidenceApi;

/// <summary>The web service: what it is made of and what it answers.</summary>
internal static class EvidenceService
{
    internal static WebApplication Build(string connectionString, string[] args)
    {
        // From wherever it is started: without the settings beside it, it would log every request, with what was asked.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddSecretFiles();
        builder.WebHost.ConfigureKestrel(ServerLimits.Configure);
        builder.WebHost.UseSockets(ServerLimits.Configure);

        builder.AddLogFormat();
        builder.AddTelemetry();

        // Data: one pool, and the vocabularies of the current release in memory
        builder.Services.AddSingleton(new EvidenceDatabase(connectionString)).AddSingleton(new ReleaseListener(connectionString));
        builder.Services.AddSingleton<ReleaseSource>().AddSingleton<AnswerCache>().AddSingleton<ServiceMetrics>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReleaseSource>());
        builder.Services.AddHealth(builder.Configuration, connectionString);
        builder.Services.AddScoped<RequestRelease>();
        builder.Services.AddScoped(services => services.GetRequiredService<RequestRelease>().Snapshot);

        // Who may read, and how often
        builder.Services.AddAccess(connectionString);
        builder.Services.AddRateLimits();
        builder.Services.AddHttpsOnly(builder.Configuration);

        // Features
        builder.Services.AddSingleton<EvidenceQueries>().AddSingleton<EmptyReasons>().AddSingleton<ReleaseQueries>();
        builder.Services.AddSingleton<RecordQueries>().AddSingleton<RecordList>();
        builder.Services.AddSingleton<IValidator<FindEvidence>, FindEvidenceValidator>();
        builder.Services.AddSingleton<IValidator<FindEvidenceMap>, FindEvidenceMapValidator>();
        builder.Services.AddSingleton<IValidator<ListEvidence>, ListEvidenceValidator<ListEvidence>>();
        builder.Services.AddSingleton<IValidator<FindConditions>, FindConditionsValidator>();
        builder.Services.AddSingleton<IValidator<FindStudies>, FindStudiesValidator>();
        builder.Services.AddSingleton<IValidator<FindFindings>, FindFindingsValidator>();
        builder.Services.AddSingleton<IValidator<FindGradings>, FindGradingsValidator>();
        builder.Services.AddSingleton<IValidator<FindRecommendations>, FindRecommendationsValidator>();
        builder.Services.AddSingleton<IValidator<FindSafetyFacts>, FindSafetyFactsValidator>();
        builder.Services.AddSingleton<IValidator<FindClaims>, FindClaimsValidator>();
        builder.Services.AddSingleton<IValidator<RecordParameters>, RecordParametersValidator<RecordParameters>>();
        builder.Services.AddSingleton<IValidator<FindChanges>, FindChangesValidator>();
        builder.Services.AddCitations().AddForestPlots();
        builder.Services.AddSingleton<SearchQueries>();
        builder.Services.AddSingleton<IValidator<SearchParameters>, SearchParametersValidator>();
        builder.Services.AddSingleton<IValidator<SuggestParameters>, SuggestParametersValidator>();
        builder.Services.AddSingleton<IValidator<PageParameters>, PageParametersValidator<PageParameters>>();
        builder.Services.AddCdsHooks(connectionString);
        builder.Services.AddFhir();

        builder.Services.AddTables(connectionString);

        // Errors, browsers of other origins, contract
        builder.Services.AddExplorer();
        builder.Services.AddProblems();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .AllowAnyOrigin().WithMethods("GET", "HEAD", "POST").AllowAnyHeader().WithExposedHeaders("ETag", "Link", "Content-Disposition", "Retry-After", "WWW-Authenticate", "RateLimit", "RateLimit-Policy", Answer.ReleaseHeader, RequestIds.Header)));
        builder.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes =
            [
                "application/json", "application/problem+json", "application/x-ndjson", "application/fhir+json", "application/fhir+ndjson",
                "text/csv", "text/html", "text/css", "text/javascript", "image/svg+xml", "application/atom+xml",
            ];
        });
        builder.Services.AddContract();

        var app = builder.Build();
        app.Services.GetRequiredService<ReleaseSource>().Begin();
        app.UseKnownProxies();
        app.UseRequestIds();
        app.UseRequestLog();
        app.UseSecurityHeaders();
        app.UseHttpsOnly();
        // What is written down of a fault is decided where it is answered (Problems).
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = static _ => true });
        app.UseCors();
        app.UseCallers();
        app.UseRateLimits();
        app.UseAccess();
        app.UseAnswerCache();
        app.UseStatusCodePages();
        app.UseBrokenOff();
        app.UseResponseCompression();
        app.UseHead();
        app.UseRouting();
        app.UsePinnedRelease();
        app.MapContract();
        app.MapHealth();
        app.MapMetrics();
        app.MapEvidence();
        app.MapLookup();
        app.MapEvidenceMap();
        app.MapConditions();
        app.MapModalities();
        app.MapTargetTissues();
        app.MapStudies();
        app.MapCitations();
        app.MapForestPlots();
        app.MapSummaryOfFindings();
        app.MapFindings();
        app.MapOutcomeMeasures();
        app.MapGradings();
        app.MapRecommendations();
        app.MapSafety();
        app.MapClaims();
        app.MapGradingSystems();
        app.MapReleases();
        app.MapSearch();
        app.MapCdsHooks();
        app.MapFhir();
        app.MapEvidenceRecords();
        app.MapDictionary();
        app.MapDataPackages();
        app.MapExplorer();
        return app;
    }
}
