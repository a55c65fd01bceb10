using EvidenceApi.Authentication;
using EvidenceApi.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace EvidenceApi.CdsHooks;

internal static partial class HookEndpoints
{
    internal const string Path = "/cds-services";
    private const int LargestCall = 1024 * 1024;

    internal static void AddCdsHooks(this IServiceCollection services, string connectionString)
    {
        services.AddOptions<CdsHooksSettings>().BindConfiguration(CdsHooksSettings.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CdsHooksSettings>, CdsHooksSettingsCheck>();
        services.AddSingleton<ClientTokens>().AddSingleton<HookCalls>();
        services.AddSingleton(_ => new FeedbackQueries(connectionString));
        services.AddSingleton<Suppression>().AddHostedService(provider => provider.GetRequiredService<Suppression>());
        services.AddHostedService<Preparation>();
    }

    internal static void MapCdsHooks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).WithTags("CDS Hooks");
        group.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            // Calls have answered without cards; feedback must come again, so that none is lost.
            catch (KeysUnavailableException)
            {
                context.HttpContext.Response.Headers.RetryAfter = "10";
                return TypedResults.Problem(
                    "Tokens cannot be checked at the moment.", statusCode: StatusCodes.Status503ServiceUnavailable, title: "Try again shortly.",
                    extensions: new Dictionary<string, object?> { ["code"] = "keys-unavailable" });
            }
        });
        group.MapGet("", ListHookServices).WithName(nameof(ListHookServices)).Produces<HookServiceList>().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        group.MapPost("/{id}", CallHookService).WithName(nameof(CallHookService))
            .Accepts<HookRequest>("application/json").Produces<HookAnswer>().WithErrors()
            .WithMetadata(new RequestSizeLimitAttribute(LargestCall));
        group.MapHookFeedback();
    }

    internal static RouteHandlerBuilder WithErrors(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    /// <summary>Decision support services</summary>
    /// <remarks>
    /// CDS Hooks 2.0 discovery. Where the operator has configured clients, every route of CDS Hooks wants the client's JWT as a bearer
    /// token, made out to the address called.
    /// </remarks>
    private static async Task<IResult> ListHookServices(HttpContext http, ClientTokens tokens)
    {
        if (await tokens.CallerAsync(http, http.RequestAborted) is null) return ClientTokens.Refused(http);
        // Whoever asks is going to call.
        _ = FhirModel.LearnAsync();
        return TypedResults.Json(new HookServiceList(HookService.All), Json.Wire);
    }

    /// <summary>Calls a decision support service</summary>
    /// <remarks>
    /// At most one information card per condition and five in all. No cards where nothing is relevant, where the prefetch is missing, or
    /// where the answer would take longer than the deadline. Nothing of the request is kept or logged.
    /// </remarks>
    /// <param name="id">Service id.</param>
    private static Task<IResult> CallHookService(string id, HttpContext http, HookCalls calls) => calls.AnswerAsync(id, http);

    internal static IResult NoSuchService(string id) => id.Any(char.IsControl)
        ? Problems.NotFound("CDS service", "", [])
        : Problems.NotFound("CDS service", id, NearMatches.Of(id, HookService.All.Select(service => service.Id)));

    internal static IResult NotJson() => Problems.InvalidParameters(new Dictionary<string, IReadOnlyList<ParameterError>> { ["body"] = [ParameterError.Invalid(null, "Is not JSON.")] });

    /// <summary>What a first call would otherwise wait for, where clients are known; else the warning that everybody may call.</summary>
    private sealed partial class Preparation(ClientTokens tokens, ILogger<Preparation> log) : BackgroundService, IHostedLifecycleService
    {
        private Task model = Task.CompletedTask;

        // Beside the reading of the release; done before the web server listens.
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            if (tokens.AreRequired) model = FhirModel.LearnAsync();
            return Task.CompletedTask;
        }

        public override async Task StartAsync(CancellationToken cancellationToken)
        {
            if (!tokens.AreRequired) LogOpen();
            await model;
            await base.StartAsync(cancellationToken);
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => tokens.PrepareAsync();

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        [LoggerMessage(LogLevel.Warning, "CDS Hooks answers everybody, without a token: CdsHooks:Clients names no client")]
        private partial void LogOpen();
    }
}
