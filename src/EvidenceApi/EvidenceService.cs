using EvidenceApi.Conditions;
using EvidenceApi.Database;
using EvidenceApi.Evidence;
using EvidenceApi.GradingSystems;
using EvidenceApi.Health;
using EvidenceApi.Http;
using EvidenceApi.Modalities;
using EvidenceApi.Releases;
using EvidenceApi.Studies;
using EvidenceApi.TargetTissues;
using FluentValidation;
using Npgsql;

namespace EvidenceApi;

/// <summary>The web service: what it is made of and what it answers.</summary>
internal static class EvidenceService
{
    internal static WebApplication Build(string connectionString, string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        // Data: one pool, and the vocabularies of the current release in memory
        Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;
        builder.Services.AddSingleton(NpgsqlDataSource.Create(ConnectionStrings.ForServing(connectionString)));
        builder.Services.AddSingleton<ReleaseSource>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReleaseSource>());
        builder.Services.AddScoped(services => services.GetRequiredService<ReleaseSource>().Current);

        // Features
        builder.Services.AddSingleton<EvidenceQueries>().AddSingleton<EmptyReasons>().AddSingleton<StudyQueries>();
        builder.Services.AddSingleton<IValidator<FindEvidence>, FindEvidenceValidator>();
        builder.Services.AddSingleton<IValidator<EvidenceFilters>, ConditionEvidenceValidator>();
        builder.Services.AddSingleton<IValidator<FindConditions>, FindConditionsValidator>();
        builder.Services.AddSingleton<IValidator<FindStudies>, FindStudiesValidator>();
        builder.Services.AddSingleton<IValidator<PageParameters>, PageParametersValidator<PageParameters>>();

        // Errors, browsers of other origins, contract
        builder.Services.AddProblems();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .AllowAnyOrigin().WithMethods("GET").AllowAnyHeader().WithExposedHeaders("ETag", "Link", Answer.ReleaseHeader)));
        builder.Services.AddContract();

        var app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = context => context.Exception is NotReadyException });
        app.UseStatusCodePages();
        app.UseCors();
        app.MapContract();
        app.MapHealth();
        app.MapEvidence();
        app.MapConditions();
        app.MapModalities();
        app.MapTargetTissues();
        app.MapStudies();
        app.MapGradingSystems();
        return app;
    }
}
