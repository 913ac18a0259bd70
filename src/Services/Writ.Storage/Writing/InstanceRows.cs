using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Storage;

/// <summary>How an instance stands in its row.</summary>
internal static class InstanceRows
{
    /// <summary>The columns that <see cref="Read"/> reads, in its order.</summary>
    public const string Columns = "id, agent, assurance, process, start_ticks, boot, uid, executable, attested, method, groups, cgroup, selectors, script, command, public_key, lease_ends";

    /// <summary>Writes the row of a new instance.</summary>
    public static void Insert(Database database, long domain, int epoch, AttestedInstance instance) => database.Prepared(
        $"INSERT INTO instance ({Columns}, domain, epoch) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)")
        .Bind(1, instance.Id.ToString()).Bind(2, instance.Agent.ToString()).Bind(3, (long)instance.Assurance)
        .Bind(4, instance.ProcessId).Bind(5, instance.StartTicks).Bind(6, instance.Boot).Bind(7, instance.UserId)
        .Bind(8, instance.Executable.ToArray()).Bind(9, instance.Attested).Bind(10, (long)instance.Method).Bind(11, instance.Groups)
        .Bind(12, instance.ControlGroup.ToArray()).Bind(13, instance.Selectors.ToArray()).Bind(14, instance.Script.ToArray()).Bind(15, instance.CommandLine.ToArray())
        .Bind(16, instance.PublicKey).Bind(17, instance.LeaseEnds).Bind(18, domain).Bind(19, epoch).Run();

    /// <summary>Writes a later end of a lease, of an instance that has not ended.</summary>
    public static void Renew(Database database, long domain, Change.RenewLease renewal) => database.Prepared(
        "UPDATE instance SET lease_ends = ?3 WHERE domain = ?1 AND id = ?2 AND ended = 0 AND lease_ends < ?3")
        .Bind(1, domain).Bind(2, renewal.Instance.ToString()).Bind(3, renewal.Until).Run();

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    public static AttestedInstance Read(Statement row) => new(
        SpiffeId.Parse(row.Text(0)), row.Text(1) is { Length: > 0 } agent ? Slug.Parse(agent) : default, (Assurance)row.Int64(2),
        (int)row.Int64(3), row.Int64(4), row.Text(5), (uint)row.Int64(6), new Digest256(row.Bytes(7)), row.Instant(8))
    {
        Method = (AttestationMethod)row.Int64(9),
        Groups = row.Text(10),
        ControlGroup = new Digest256(row.Bytes(11)),
        Selectors = new Digest256(row.Bytes(12)),
        Script = new Digest256(row.Bytes(13)),
        CommandLine = new Digest256(row.Bytes(14)),
        PublicKey = row.Text(15),
        LeaseEnds = row.IsNull(16) ? null : row.Instant(16),
    };
}
