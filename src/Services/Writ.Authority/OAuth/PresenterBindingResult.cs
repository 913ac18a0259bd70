using System.Collections.Immutable;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.OAuth;

/// <summary>What came of looking for something to bind a writ to.</summary>
internal abstract record PresenterBindingResult
{
    private PresenterBindingResult()
    {
    }

    /// <summary>There is something.</summary>
    /// <param name="Key">The key's thumbprint; the default for the instance's attested socket.</param>
    /// <param name="Conditions">What must hold in the transaction that issues the writ.</param>
    /// <param name="Changes">What that transaction takes.</param>
    public sealed record Bound(JwkThumbprint Key, ImmutableArray<Condition> Conditions, ImmutableArray<Change> Changes) : PresenterBindingResult;

    /// <summary>There is nothing, or what is there proves nothing.</summary>
    /// <param name="Refusal">What to answer.</param>
    public sealed record Refused(OAuthRefusal Refusal) : PresenterBindingResult;
}
