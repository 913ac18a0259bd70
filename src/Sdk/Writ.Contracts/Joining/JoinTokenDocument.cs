namespace Writ.Contracts;

/// <summary>A join token, shown this once.</summary>
/// <param name="Token">The token: a secret.</param>
/// <param name="Agent">Whose instance its holder becomes.</param>
/// <param name="Expires">When it ends.</param>
public sealed record JoinTokenDocument(string Token, string Agent, DateTimeOffset Expires)
{
    /// <summary>Never shows the token.</summary>
    public override string ToString() => $"{Agent} until {Expires:O}";
}
