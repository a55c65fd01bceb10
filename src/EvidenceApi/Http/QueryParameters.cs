using System.Globalization;
using System.Reflection;
using EvidenceApi.Releases;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Mvc;

namespace EvidenceApi.Http;

/// <summary>Names the closed vocabulary of a query parameter, for the contract and for near matches.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class VocabularyAttribute(params string[] values) : Attribute
{
    public VocabularyAttribute(Type type)
        : this([.. Enum.GetNames(type).Select(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName)])
    {
    }

    internal IReadOnlyList<string> Values { get; } = values;
}

/// <summary>
/// Query parameters of a route, declared as the properties of a class. What is not declared is refused: an ignored filter would be a
/// wrong answer.
/// </summary>
internal static class QueryParameters
{
    internal const string SnapshotKey = "snapshot";
    private static readonly string[] ChoosingMembers = ["fields", "view"];

    /// <summary>Declares the parameters of a route, checks them, and answers an unchanged release with 304 before any SQL.</summary>
    /// <typeparam name="T">The parameters.</typeparam>
    /// <typeparam name="TItem">What is answered, or the items of the list: the members that fields may name.</typeparam>
    internal static RouteHandlerBuilder Query<T, TItem>(this RouteHandlerBuilder route) where T : class
    {
        var declared = Declared<T>();
        Lazy<IReadOnlyList<Representation>?>? forms = null;
        route.ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return route.AddEndpointFilter((context, next) =>
        {
            var http = context.HttpContext;
            // Of the route, and so the same for each of its requests; known only now that all has been said of it.
            var offered = (forms ??= new(() => Offers.Of(http.GetEndpoint()!.Metadata.GetOrderedMetadata<Offers>()))).Value;
            var errors = Faults(http.Request.Query, declared, offered);
            if (http.RequestServices.GetRequiredService<RequestRelease>().Error is { } unknownRelease) errors["release"] = [unknownRelease];
            if (errors.Count == 0 && context.Arguments.OfType<T>().FirstOrDefault() is { } query)
            {
                if (query is ReadParameters { Fields: { } fields } && ChooseFields(http, fields, typeof(TItem)) is { } unknownField) errors["fields"] = [unknownField];
                if (http.RequestServices.GetService<IValidator<T>>() is { } validator)
                {
                    var validating = new ValidationContext<T>(query);
                    validating.RootContextData[SnapshotKey] = http.RequestServices.GetRequiredService<Snapshot>();
                    foreach (var (name, faults) in ByParameter(validator.Validate(validating).Errors)) errors[name] = faults;
                }
            }
            if (offered is not null)
            {
                http.Response.Headers.Append("Vary", "Accept");
                if (errors.Count == 0 && Choose(http, offered) is { } refused) return ValueTask.FromResult<object?>(refused);
                foreach (var name in ChoosingMembers.Where(name => !Representation.Of(http).HasMembers && http.Request.Query.ContainsKey(name)))
                {
                    errors[name] = [ParameterError.Invalid(null, $"Chooses members of JSON; {Representation.Of(http).Name} has none.")];
                }
            }
            if (errors.Count > 0) return ValueTask.FromResult<object?>(Problems.InvalidParameters(errors));
            return Answer.IsUnchanged(http) ? ValueTask.FromResult<object?>(Answer.Unchanged(http)) : next(context);
        });
    }

    private static IResult? Choose(HttpContext http, IReadOnlyList<Representation> offered)
    {
        if (Representation.Chosen(http.Request, offered) is not { } chosen) return Problems.NotAcceptable(offered);
        http.Items[typeof(Representation)] = chosen;
        return null;
    }

    private static ParameterError? ChooseFields(HttpContext http, string fields, Type type)
    {
        if (FieldChoice.Parse(fields, type, out var unknown) is not { } choice) return ParameterError.Unknown(unknown.Name, $"There is no member '{unknown.Name}'.", unknown.Members);
        http.Items[typeof(FieldChoice)] = choice;
        return null;
    }

    /// <summary>What a value of a parameter must be.</summary>
    private sealed record Declaration(bool MayRepeat, bool IsNumber, IReadOnlyList<string>? Vocabulary);

    private static Dictionary<string, Declaration> Declared<T>() => typeof(T).GetProperties()
        .Select(property => (Property: property, property.GetCustomAttribute<FromQueryAttribute>()?.Name))
        .Where(entry => entry.Name is not null)
        .ToDictionary(
            entry => entry.Name!,
            entry => new Declaration(entry.Property.PropertyType.IsArray, entry.Property.PropertyType == typeof(int?), entry.Property.GetCustomAttribute<VocabularyAttribute>()?.Values),
            StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, IReadOnlyList<ParameterError>> Faults(
        IQueryCollection query, Dictionary<string, Declaration> declared, IReadOnlyList<Representation>? offered)
    {
        var errors = new Dictionary<string, IReadOnlyList<ParameterError>>(StringComparer.Ordinal);
        foreach (var (name, values) in query)
        {
            var error = offered?.ValuesOf(name) is { } allowed ? Fault(values, allowed) : Fault(name, values, declared, offered);
            if (error is not null) errors[name] = [error];
        }
        return errors;
    }

    private static ParameterError? Fault(
        string name, IReadOnlyList<string?> values, Dictionary<string, Declaration> declared, IReadOnlyList<Representation>? offered)
    {
        if (!declared.TryGetValue(name, out var declaration))
        {
            IReadOnlyList<string> names = offered is null ? [.. declared.Keys] : [.. declared.Keys, Representation.Parameter, .. offered.Options().Select(option => option.Name)];
            var message = names.Count == 0 ? "This route takes no parameters." : "There is no such parameter.";
            return new("unknown-parameter", message, null, names, NearMatches.Of(name, names));
        }
        if (ValueFault(values, declaration.MayRepeat) is { } fault) return fault;
        if (declaration.IsNumber && !int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return ParameterError.Invalid(values[0], "Must be a whole number.");
        }
        return declaration.Vocabulary is { } allowed && !allowed.Contains(values[0]) ? ParameterError.Unknown(values[0]!, "Is not one of the allowed values.", allowed) : null;
    }

    private static ParameterError? Fault(IReadOnlyList<string?> values, IReadOnlyList<string> allowed) => ValueFault(values, mayRepeat: false) ??
        (allowed.Contains(values[0]) ? null : ParameterError.Unknown(values[0]!, "Is not one of the allowed values.", allowed));

    private static ParameterError? ValueFault(IReadOnlyList<string?> values, bool mayRepeat)
    {
        if (values.Count > 1 && !mayRepeat) return new("repeated-parameter", "May be given once.", null, null, []);
        if (values.Any(string.IsNullOrWhiteSpace)) return new("empty-value", "Has no value; leave the parameter out or give it one.", null, null, []);
        return values.Any(value => value!.Any(char.IsControl)) ? ParameterError.Invalid(null, "Contains control characters.") : null;
    }

    private static Dictionary<string, IReadOnlyList<ParameterError>> ByParameter(IEnumerable<ValidationFailure> failures) => failures
        .GroupBy(failure => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(failure.PropertyName.Split('[')[0]))
        .ToDictionary(
            group => group.Key,
            group => (IReadOnlyList<ParameterError>)[.. group.Select(failure => failure.CustomState as ParameterError ?? ParameterError.Invalid(failure.AttemptedValue?.ToString(), failure.ErrorMessage))]);
}
