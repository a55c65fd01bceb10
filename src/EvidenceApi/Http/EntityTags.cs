using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace EvidenceApi.Http;

internal static class EntityTags
{
    /// <summary>Whether If-None-Match names the tag. "*" meets no tag: it would mean "whatever there is", which is not known before the lookup.</summary>
    internal static bool Meet(StringValues sent, string tag) =>
        sent == tag || (EntityTagHeaderValue.TryParseList(sent, out var tags) && tags.Any(EntityTagHeaderValue.Parse(tag).MeetsWeakly));

    private static bool MeetsWeakly(this EntityTagHeaderValue tag, EntityTagHeaderValue other) => tag.Compare(other, useStrongComparison: false);
}
