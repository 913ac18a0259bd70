namespace Writ.Domain;

/// <summary>An identity provider whose tokens are taken, for one use.</summary>
/// <param name="Name">The name by which the release registers it.</param>
/// <param name="Issuer">Its identifier, as it stands in tokens, character for character.</param>
/// <param name="Audience">What its tokens have to name as their audience.</param>
/// <param name="Use">What its tokens may prove.</param>
public sealed record IssuerRegistration(Slug Name, string Issuer, string Audience, IssuerUse Use)
{
    /// <summary>The claim that is its stable id of whom a token is about.</summary>
    /// <value>`sub`.</value>
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>The longest that a token may be old, counted from when it was issued.</summary>
    /// <value>An hour.</value>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether one of its tokens may stand for several uses; otherwise each is good once.</summary>
    /// <value>False.</value>
    public bool MayRepeat { get; init; }

    /// <summary>Where its keys are; null to find them by its own discovery document.</summary>
    public Uri? KeysAddress { get; init; }

    /// <summary>The authorities believed for its addresses; null for those that the machine trusts.</summary>
    public TrustAnchors? Anchors { get; init; }
}
