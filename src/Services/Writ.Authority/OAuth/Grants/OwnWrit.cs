using Writ.Authority.Tokens;
using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>What a token is to a client that presents it as a writ.</summary>
internal abstract record OwnWrit
{
    private OwnWrit()
    {
    }

    /// <summary>The client's own writ, in force as far as could be read.</summary>
    /// <param name="Claims">What it says.</param>
    /// <param name="Task">Its task.</param>
    public sealed record InForce(WritClaims Claims, AgentTask Task) : OwnWrit;

    /// <summary>A writ, and another's, or one that is no longer in force.</summary>
    /// <param name="Operator">Which, for the operator.</param>
    public sealed record Dead(string Operator) : OwnWrit;

    /// <summary>No writ that is believed.</summary>
    /// <param name="Operator">Why, for the operator.</param>
    public sealed record None(string Operator) : OwnWrit;
}
