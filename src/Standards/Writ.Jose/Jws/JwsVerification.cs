namespace Writ.Jose;

/// <summary>What verifying a signature came to: <see cref="Verified"/> or <see cref="Refused"/>.</summary>
public abstract record JwsVerification
{
    private JwsVerification()
    {
    }

    /// <summary>Takes the arm of the case this is.</summary>
    public TResult Match<TResult>(Func<VerifiedJws, TResult> verified, Func<JoseRefusal, TResult> refused)
    {
        ArgumentNullException.ThrowIfNull(verified);
        ArgumentNullException.ThrowIfNull(refused);
        return this switch
        {
            Verified v => verified(v.Token),
            Refused r => refused(r.Reason),
            _ => throw new InvalidOperationException("unreachable: the family is closed"),
        };
    }

    /// <summary>The key signed these bytes.</summary>
    /// <param name="Token">What it signed.</param>
    public sealed record Verified(VerifiedJws Token) : JwsVerification;

    /// <summary>The token is not to be believed.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record Refused(JoseRefusal Reason) : JwsVerification;
}
