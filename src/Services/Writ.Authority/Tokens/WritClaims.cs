using Writ.Domain;
using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.Tokens;

/// <summary>What a verified writ says. It points at a task; what the task may do, the task's state says.</summary>
/// <param name="Id">The writ's id.</param>
/// <param name="Task">The task.</param>
/// <param name="Epoch">The epoch it was issued in.</param>
/// <param name="Instance">The instance it was issued to.</param>
/// <param name="Key">The key whose proof makes it good; the default when it is bound to the instance's attested socket.</param>
/// <param name="Expires">When it ends.</param>
public sealed record WritClaims(WritId Id, TaskId Task, int Epoch, SpiffeId Instance, JwkThumbprint Key, DateTimeOffset Expires)
{
    /// <summary>What it is bound to.</summary>
    public Binding Binding => Key.IsDefault ? Binding.Socket : Binding.Dpop;

    /// <summary>What is spent when its holder takes it back: by the writ's id, which has one spelling.</summary>
    public SpendKey Revocation => new("writ", Digest256.Sha256(System.Text.Encoding.UTF8.GetBytes(Id.ToString())));
}
