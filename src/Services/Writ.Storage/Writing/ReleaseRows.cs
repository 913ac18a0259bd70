using Writ.Domain;

namespace Writ.Storage;

/// <summary>The rows that releases are kept in: each once, each activation with its number, and which is in force.</summary>
internal static class ReleaseRows
{
    public const string StandingSql = "SELECT release, sequence, passed_over FROM in_force WHERE domain = ?1";
    public const string KeptSql = "SELECT content, signatures FROM release WHERE domain = ?1 AND id = ?2";
    public const string ActivationsSql = "SELECT sequence, release FROM activation WHERE domain = ?1 ORDER BY sequence DESC LIMIT ?2";

    public static ReleaseStanding Standing(Statement row) =>
        new(ReleaseId.Parse(row.Text(0)), row.Int64(1), row.Text(2) is { Length: > 0 } passed ? ReleaseId.Parse(passed) : default);

    public static KeptRelease Kept(Statement row) =>
        new(row.Bytes(0).ToArray(), [.. row.Text(1).Split('\n', StringSplitOptions.RemoveEmptyEntries)]);

    public static Activation Activation(Statement row) => new(row.Int64(0), ReleaseId.Parse(row.Text(1)));

    public static void Activate(Database database, long domain, int epoch, Change.Activate activate, long sequence)
    {
        var id = activate.Release.ToString();

        // A release is its content, so what is there is the same; only its signatures may be newer.
        database.Prepared(
            """
            INSERT INTO release (domain, id, epoch, content, signatures) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET signatures = excluded.signatures WHERE excluded.signatures <> ''
            """)
            .Bind(1, domain).Bind(2, id).Bind(3, epoch).Bind(4, activate.Content.Span).Bind(5, string.Join('\n', activate.Signatures)).Run();
        database.Prepared("INSERT INTO activation (domain, sequence, release) VALUES (?1, ?2, ?3)")
            .Bind(1, domain).Bind(2, sequence).Bind(3, id).Run();
        database.Prepared(
            """
            INSERT INTO in_force (domain, release, sequence, passed_over) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET release = excluded.release, sequence = excluded.sequence, passed_over = excluded.passed_over
            """)
            .Bind(1, domain).Bind(2, id).Bind(3, sequence).Bind(4, activate.PassedOver.IsDefault ? "" : activate.PassedOver.ToString()).Run();
    }
}
