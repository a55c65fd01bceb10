namespace EvidenceApi.Tests.Telemetry;

/// <summary>Makes every lookup fail in the database, with a message that quotes a value: invalid input syntax for type integer: "…".</summary>
internal static class FailingRead
{
    internal const string Value = "knee-osteoarthritis.prp";

    internal const string Sql = """
        alter table evidence_document rename to evidence_document_table;
        create view evidence_document as select * from evidence_document_table where ('knee-osteoarthritis.prp' || left(id, 0))::int > 0;
        grant select on evidence_document to evidence_reader;
        """;
}
