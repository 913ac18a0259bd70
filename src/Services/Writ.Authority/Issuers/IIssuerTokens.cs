using Writ.Domain;

namespace Writ.Authority.Issuers;

/// <summary>Verifies tokens of the identity providers that the release in force registers, and of no others. Thread-safe.</summary>
public interface IIssuerTokens
{
    /// <summary>Verifies a token. Whoever made it, no address in it is ever asked.</summary>
    /// <param name="token">The token in compact form.</param>
    /// <param name="use">What it is to prove.</param>
    /// <param name="cancellationToken">Ends the wait for the issuer's keys.</param>
    ValueTask<IssuerTokenVerification> VerifyAsync(string token, IssuerUse use, CancellationToken cancellationToken);
}
