using System.Runtime.CompilerServices;

namespace EvidenceApi.Database;

internal static class RowNames
{
    /// <summary>Columns are snake_case, members PascalCase; whichever command runs first.</summary>
    [ModuleInitializer]
    internal static void MatchUnderscores() => Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;
}
