namespace Writ.Contracts;

/// <summary>A workload on another machine wants to be an instance. Exactly one member is there; the request's DPoP proof says which key it holds.</summary>
/// <param name="JoinToken">A join token that an operator gave out; single use.</param>
/// <param name="IdentityToken">A JWT of an identity provider that the release registers for workloads; single use.</param>
public sealed record JoinRequest(string? JoinToken = null, string? IdentityToken = null)
{
    /// <summary>Never shows a token.</summary>
    public override string ToString() => nameof(JoinRequest);
}
