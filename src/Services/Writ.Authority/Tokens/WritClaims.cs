using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tokens;

/// <summary>What a verified writ says. It points at a task; what the task may do, the task's state says.</summary>
/// <param name="Id">The writ's id.</param>
/// <param name="Task">The task.</param>
/// <param name="Epoch">The epoch it was issued in.</param>
/// <param name="Instance">The instance it was issued to.</param>
/// <param name="Confirmation">What makes it good in its presenter's hands.</param>
/// <param name="Expires">When it ends.</param>
public sealed record WritClaims(WritId Id, TaskId Task, int Epoch, SpiffeId Instance, Confirmation Confirmation, DateTimeOffset Expires)
{
    /// <summary>What it allows less than its task; null when nothing. What such a writ is exchanged for is never more.</summary>
    public WritLimits? Limits { get; init; }

    /// <summary>What is spent when its holder takes it back: by the writ's id, which has one spelling.</summary>
    public SpendKey Revocation => new("writ", Digest256.Sha256(System.Text.Encoding.UTF8.GetBytes(Id.ToString())));

    /// <summary>What counts the actions that are done with it, when they are counted.</summary>
    public SpendKey Counter => new("writ-uses", Revocation.Digest);
}
