using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Issuers;

/// <summary>What verifying a token of an identity provider came to.</summary>
public abstract record IssuerTokenVerification
{
    private IssuerTokenVerification()
    {
    }

    /// <summary>The issuer made it, for Writ, for this use, and it has not ended.</summary>
    /// <param name="Name">The name by which the release registers the issuer.</param>
    /// <param name="Issuer">The issuer's own identifier, as it stands in the token.</param>
    /// <param name="Token">The token. Its claims may be personal: never logged, never in the ledger.</param>
    public sealed record Verified(Slug Name, string Issuer, VerifiedJwt Token) : IssuerTokenVerification
    {
        /// <summary>Whether the issuer's registration lets one token stand for several uses. Otherwise it is good once.</summary>
        public bool MayRepeat { get; init; }

        /// <summary>Whom the token is about: the value of the claim that the release registers as the issuer's stable id of its subjects. Personal.</summary>
        /// <value>The claim `sub`, unless said otherwise.</value>
        public string? SubjectId { get; init; } = Token.Subject;

        /// <summary>The issuer's name alone.</summary>
        public override string ToString() => Name.ToString();
    }

    /// <summary>It proves nothing.</summary>
    /// <param name="Operator">Why, for the operator: never a claim, never the token.</param>
    public sealed record Refused(string Operator) : IssuerTokenVerification;
}
