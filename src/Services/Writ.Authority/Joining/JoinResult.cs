using Writ.Authority.Identity;
using Writ.Domain;

namespace Writ.Authority.Joining;

/// <summary>What came of wanting to join, or to stay.</summary>
internal abstract record JoinResult
{
    private JoinResult()
    {
    }

    /// <summary>It is an instance until its lease ends.</summary>
    /// <param name="Instance">Which one.</param>
    /// <param name="Svid">Its identity, whose end is the lease's.</param>
    public sealed record Joined(AttestedInstance Instance, IssuedX509Svid Svid) : JoinResult;

    /// <summary>It is none.</summary>
    /// <param name="Operator">Why, for the operator alone: never a token, never a claim.</param>
    public sealed record Refused(string Operator) : JoinResult;

    /// <summary>As many joined as may. The token was not taken.</summary>
    public sealed record Full : JoinResult;

    /// <summary>The proof was used before.</summary>
    public sealed record Replayed : JoinResult;
}
