namespace Writ.Client;

/// <summary>A writ that the client holds.</summary>
/// <param name="Token">The token in compact form: a credential, never to be shown.</param>
/// <param name="Task">The task it is for.</param>
/// <param name="Details">What was granted, as authorization details in JSON; null when the service said nothing of it.</param>
/// <param name="RenewAt">When another is fetched in its place.</param>
/// <param name="EndsAt">When it is worth nothing any more, by this machine's clock.</param>
internal sealed record HeldWrit(string Token, string Task, string? Details, DateTimeOffset RenewAt, DateTimeOffset EndsAt)
{
    /// <summary>The task, never the token.</summary>
    public override string ToString() => Task;
}
