namespace Writ.Authority.Issuers;

/// <summary>Stands for the identity providers where none is registered: believes no token.</summary>
internal sealed class NoIssuers : IIssuerTokens
{
    public ValueTask<IssuerTokenVerification> VerifyAsync(string token, IssuerUse use, CancellationToken cancellationToken) =>
        new(new IssuerTokenVerification.Refused("no identity provider is registered"));
}
