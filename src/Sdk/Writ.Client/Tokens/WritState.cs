using Writ.Jose;

namespace Writ.Client;

/// <summary>What the token service says of a writ (RFC 7662 §2.2).</summary>
/// <param name="IsActive">Whether it is in force; nothing else is said of one that is not.</param>
/// <param name="Task">The task it is for.</param>
/// <param name="Audience">Where it is good.</param>
/// <param name="Subject">On whose behalf it is: a pseudonym, or the instance itself.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record WritState(bool IsActive, string? Task = null, string? Audience = null, string? Subject = null, DateTimeOffset? ExpiresAt = null)
{
    internal static WritState Read(ClaimSet document)
    {
        if (!document.TryGetBoolean("active", out var active))
        {
            throw new WritServiceException("W2474", "the answer to introspection does not say whether the writ is active", "see that `Issuer` is a Writ");
        }

        return active
            ? new WritState(
                IsActive: true,
                document.TryGetString("urn:writ:task", out var task) ? task : null,
                document.TryGetString("aud", out var audience) ? audience : null,
                document.TryGetString("sub", out var subject) ? subject : null,
                document.TryGetInstant("exp", out var expires) ? expires : null)
            : new WritState(IsActive: false);
    }
}
