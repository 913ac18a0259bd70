using Writ.Domain;

namespace Writ.Authority.Tokens;

/// <summary>What came of asking for a writ.</summary>
public abstract record WritIssuing
{
    private WritIssuing()
    {
    }

    /// <summary>It was recorded, and then issued.</summary>
    /// <param name="Token">The token in compact form; a credential, never to be logged.</param>
    /// <param name="Claims">What it says.</param>
    public sealed record Issued(string Token, WritClaims Claims) : WritIssuing
    {
        /// <summary>How long it lives from its issuing on.</summary>
        public TimeSpan Lifetime { get; init; }

        /// <summary>The writ's id, never the token.</summary>
        public override string ToString() => Claims.Id.ToString();
    }

    /// <summary>It was not issued.</summary>
    /// <param name="Reason">Why, in the text for the remote party.</param>
    public sealed record Refused(Reason Reason) : WritIssuing;
}
