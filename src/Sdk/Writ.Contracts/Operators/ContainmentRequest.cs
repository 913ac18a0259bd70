namespace Writ.Contracts;

/// <summary>What to contain or to restore.</summary>
/// <param name="Kind">`everything`, `agent`, `instance`, `server`, `subject` or `effect`.</param>
/// <param name="Name">
/// Its name; empty for everything. A subject is named by its pseudonym as the ledger or a writ's `sub` has it, or by its own id beside <see cref="Issuer"/>;
/// an effect is `write`, `destructive`, `execute` or `egress`, of all servers, or as in `write@crm` of one.
/// </param>
public sealed record ContainmentRequest(string Kind, string Name)
{
    /// <summary>The identity provider whose id of a subject <see cref="Name"/> is; null when it is a pseudonym, and for every other kind.</summary>
    public string? Issuer { get; init; }

    /// <summary>Never shows a subject's id.</summary>
    public override string ToString() => Kind;
}
