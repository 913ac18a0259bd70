using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>A request to the token endpoint by a client that was authenticated, with what its writ is to be bound to.</summary>
/// <param name="Form">The parameters.</param>
/// <param name="Client">Who asks.</param>
/// <param name="Bound">What the writ is bound to, and what has to be spent for it, once.</param>
internal sealed record GrantRequest(OAuthForm Form, OAuthClient.Known Client, PresenterBindingResult.Bound Bound)
{
    /// <summary>What must hold in the one transaction that uses what was presented once.</summary>
    public ImmutableArray<Condition> Conditions => [.. Client.Conditions, .. Bound.Binding.Conditions];

    /// <summary>What that transaction takes.</summary>
    public ImmutableArray<Change> Changes => [.. Client.Changes, .. Bound.Binding.Changes];

    /// <summary>How the client proved possession.</summary>
    public Binding Binding => Bound.Binding.Confirmation.Binding;
}
