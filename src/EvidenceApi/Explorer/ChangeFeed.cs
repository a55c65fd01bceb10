using System.Globalization;
using System.Text;
using System.Xml;
using EvidenceApi.Releases;

namespace EvidenceApi.Explorer;

/// <summary>
/// Releases and what they changed as an Atom feed (RFC 4287). Ids are tag URIs, which need no host; links are relative to the feed, so that
/// it is the same at every address of the service.
/// </summary>
internal static class ChangeFeed
{
    internal const string MediaType = "application/atom+xml; charset=utf-8";
    private const string Namespace = "http://www.w3.org/2005/Atom";
    private const string Authority = "tag:evidence-api,2026:";

    internal static byte[] Write(IReadOnlyList<(ReleaseView Release, IReadOnlyList<EvidenceChange> Changes)> releases, Snapshot read)
    {
        using var memory = new MemoryStream();
        using (var xml = XmlWriter.Create(memory, new() { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartElement("feed", Namespace);
            Head(xml, Authority + "changes", "Changes of the evidence base on regenerative injections", releases[0].Release.PublishedOn);
            Link(xml, "self", "/changes.atom", "application/atom+xml");
            Link(xml, "alternate", "/changes", "text/html");
            xml.WriteStartElement("author");
            xml.WriteElementString("name", "Evidence API");
            xml.WriteEndElement();
            xml.WriteElementString("subtitle", "Information about published research, not medical advice.");
            foreach (var (release, changes) in releases)
            {
                xml.WriteStartElement("entry");
                Head(xml, $"{Authority}releases/{release.Id}", $"Release {release.Id}", release.PublishedOn);
                Link(xml, "alternate", $"/releases/{release.Id}", "text/html");
                xml.WriteElementString("summary", release.Notes);
                xml.WriteEndElement();
                foreach (var change in changes) Change(xml, change, release.PublishedOn, read);
            }
            xml.WriteEndElement();
        }
        return memory.ToArray();
    }

    private static void Change(XmlWriter xml, EvidenceChange change, DateOnly day, Snapshot read)
    {
        xml.WriteStartElement("entry");
        Head(xml, $"{Authority}changes/{change.Release}/{change.Evidence}", $"{read.EvidenceName(change.Evidence)}: {Http.Json.Name(change.Kind)}", day);
        // An item that went can be read in the release before.
        Link(xml, "alternate", $"/evidence/{change.Evidence}?release={(change.Kind == ChangeKind.Removed ? change.Before : change.Release)}", "text/html");
        xml.WriteStartElement("category");
        xml.WriteAttributeString("term", change.Evidence.Split('.')[0]);
        xml.WriteEndElement();
        xml.WriteElementString("summary", change.Summary);
        xml.WriteEndElement();
    }

    private static void Head(XmlWriter xml, string id, string title, DateOnly day)
    {
        xml.WriteElementString("id", id);
        xml.WriteElementString("title", title);
        xml.WriteElementString("updated", day.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture));
    }

    private static void Link(XmlWriter xml, string relation, string address, string type)
    {
        xml.WriteStartElement("link");
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", address);
        xml.WriteEndElement();
    }
}
