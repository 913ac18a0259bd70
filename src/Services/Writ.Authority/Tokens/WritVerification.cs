using Writ.Jose;

namespace Writ.Authority.Tokens;

/// <summary>What verifying a writ came to. That it is good says nothing of the task, whose state is looked up at each action.</summary>
public abstract record WritVerification
{
    private WritVerification()
    {
    }

    /// <summary>It was issued here, for this audience, and has not ended.</summary>
    /// <param name="Claims">What it says.</param>
    public sealed record Verified(WritClaims Claims) : WritVerification;

    /// <summary>It is not to be believed.</summary>
    /// <param name="Reason">Why not, for the operator.</param>
    public sealed record Refused(JoseRefusal Reason) : WritVerification;
}
