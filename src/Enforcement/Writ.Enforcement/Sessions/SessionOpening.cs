using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Enforcement;

/// <summary>A session with an upstream, about to be opened for one task.</summary>
/// <param name="Task">The task it serves; it ends with it.</param>
/// <param name="Instance">Who opened it.</param>
/// <param name="Server">The upstream, as the release registers it.</param>
public sealed record SessionOpening(TaskId Task, SpiffeId Instance, ServerRegistration Server)
{
    /// <summary>What the server is given beside; recorded as used before it is.</summary>
    public SessionSecrets Secrets { get; init; } = SessionSecrets.None;
}
