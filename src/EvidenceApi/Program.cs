using EvidenceApi;
using EvidenceApi.Backup;
using EvidenceApi.Database;

// serve (default) answers requests; migrate brings the database to this binary's schema and content; check says what that
// would change and what is wrong with it; backup and restore write and read everything as one file; feedback shows what EHRs reported on
// cards; keys makes, lists and revokes keys of callers; health asks a running service.
var (command, options) = args is [{ } first, .. var rest] && !first.StartsWith('-') ? (first, rest) : ("serve", args);
try
{
    return command switch
    {
        "serve" => await Commands.ServeAsync(options),
        "migrate" => await Commands.MigrateAsync(options),
        "check" => await Commands.CheckAsync(options),
        "backup" => await BackupCommands.BackupAsync(options),
        "restore" => await BackupCommands.RestoreAsync(options),
        "feedback" => await Commands.FeedbackAsync(options),
        "keys" => await Commands.KeysAsync(options),
        "health" => await Commands.HealthAsync(),
        _ => Commands.Unknown(command),
    };
}
catch (OperationCanceledException)
{
    return 130;
}
catch (Exception fault) when (fault is PostgresStartException or BackupException or IOException or EvolveDb.EvolveException or Npgsql.NpgsqlException or Microsoft.Extensions.Options.OptionsValidationException)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 1;
}
