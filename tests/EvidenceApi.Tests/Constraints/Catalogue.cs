namespace EvidenceApi.Tests.Constraints;

/// <summary>The rules of the schema, as the database itself lists them.</summary>
internal static class Catalogue
{
    /// <summary>Names of all CHECKs, those of domains among them.</summary>
    internal const string Checks = "select conname from pg_constraint where connamespace = 'evidence'::regnamespace and contype = 'c'";

    /// <summary>Kinds of constraints that exist, beside NOT NULL: c, f, p, u, t, x.</summary>
    internal const string Kinds = "select distinct contype::text from pg_constraint where connamespace = 'evidence'::regnamespace and contype <> 'n'";

    /// <summary>Triggers that refuse; those that only note a change have tests of their own.</summary>
    internal const string Triggers = """
        select t.tgname as "Name", c.relname as "Table", p.proname as "Function"
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
        where c.relnamespace = 'evidence'::regnamespace and not t.tgisinternal and p.proname <> 'note_change'
        """;

    /// <summary>Required columns; what is generated from others cannot be given a value at all.</summary>
    internal const string Required = """
        select c.relname as "Table", a.attname as "Column", a.attgenerated = 's' as "IsGenerated"
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'evidence'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attnotnull
          and c.relname <> 'migration_journal'
        order by 1, a.attnum
        """;

    /// <summary>References, with the column that can point elsewhere: the last that is not generated.</summary>
    internal const string References = """
        select c.relname as "Table", k.conname as "Name", l.attname as "Column", format_type(l.atttypid, null) as "Type",
          (select string_agg(format('%I is not null', a.attname), ' and ') from pg_attribute a where a.attrelid = c.oid and a.attnum = any (k.conkey)) as "IsSet"
        from pg_constraint k join pg_class c on c.oid = k.conrelid
        cross join lateral (select * from pg_attribute a where a.attrelid = c.oid and a.attnum = any (k.conkey) and a.attgenerated = '' order by array_position(k.conkey, a.attnum) desc limit 1) l
        where k.connamespace = 'evidence'::regnamespace and k.contype = 'f'
        order by 1, 2
        """;

    /// <summary>Unique keys, those without a constraint among them, with the rows that they speak of.</summary>
    internal const string Keys = """
        select c.relname as "Table", n.relname as "Name", k.conname is not null as "IsConstraint",
          (select string_agg(format('(%s) is not null', pg_get_indexdef(i.indexrelid, part, true)), ' and ') from generate_series(1, i.indnkeyatts) part)
            || coalesce(' and ' || pg_get_expr(i.indpred, i.indrelid), '') as "IsSet",
          coalesce(k.conname in (select conname from pg_constraint where pg_get_constraintdef(oid) like '%NULLS NOT DISTINCT%'), false) as "TakesNulls"
        from pg_index i join pg_class n on n.oid = i.indexrelid join pg_class c on c.oid = i.indrelid
        left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u')
        where c.relnamespace = 'evidence'::regnamespace and i.indisunique and c.relname <> 'migration_journal'
        order by 1, 2
        """;

    /// <summary>Columns of a table that take a value, in their order.</summary>
    internal const string Writable = """
        select attname from pg_attribute
        where attrelid = ('evidence.' || @table)::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
        """;

    /// <summary>Takes away the CHECKs of a table and the references of others to it.</summary>
    internal const string WithoutChecksAndReferencesTo = """
        select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint
        where (conrelid = ('evidence.' || @table)::regclass and contype = 'c')
          or (confrelid = ('evidence.' || @table)::regclass and conrelid <> confrelid and contype = 'f')
        """;
}

internal sealed record Trigger(string Name, string Table, string Function);

internal sealed record RequiredColumn(string Table, string Column, bool IsGenerated);

internal sealed record Reference(string Table, string Name, string Column, string Type, string IsSet);

internal sealed record UniqueKey(string Table, string Name, bool IsConstraint, string IsSet, bool TakesNulls);
