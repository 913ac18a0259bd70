using Writ.Authority.Issuers;
using Writ.Domain;
using Writ.Jose;
using SigningKey = Writ.Jose.SigningKey;

namespace Writ.Authority.Tests.OAuth;

/// <summary>One identity provider, `corp`, that signs by a key of its own and vouches for subjects.</summary>
public sealed class FakeIssuers : IIssuerTokens, IDisposable
{
    public const string Issuer = "https://login.example";

    private readonly SigningKey key = SigningKey.Generate();
    private int tokens;

    /// <summary>Whether its tokens may be used again.</summary>
    public bool MayRepeat { get; set; }

    public ValueTask<IssuerTokenVerification> VerifyAsync(string token, IssuerUse use, CancellationToken cancellationToken) => new(
        use is not IssuerUse.Subject
            ? new IssuerTokenVerification.Refused("not for workloads")
            : JwtVerification.Verify(token, JwkSet.Of(key.PublicKey), new JwtExpectations { Types = ["JWT", JwtExpectations.NoType], Issuer = Issuer, Audience = "writ" }, TimeProvider.System.GetUtcNow()).Match<IssuerTokenVerification>(
                verified => new IssuerTokenVerification.Verified(Slug.Parse("corp"), Issuer, verified) { MayRepeat = MayRepeat },
                static refusal => new IssuerTokenVerification.Refused($"corp: {refusal}")));

    /// <summary>A token that says who somebody is.</summary>
    public string Token(string? subject = "alice@planted.example", string issuer = Issuer, string audience = "writ", int minutes = 5, bool hasId = true, bool hasActor = false, SigningKey? by = null)
    {
        var token = new JwtBuilder("JWT").Claim("iss", issuer).Claim("aud", audience).Claim("exp", DateTimeOffset.UtcNow.AddMinutes(minutes)).Claim("n", Interlocked.Increment(ref tokens));
        token = subject is null ? token : token.Claim("sub", subject);
        token = hasId ? token.Claim("jti", $"id-{tokens}") : token;
        token = hasActor ? token.Claim("act", static json =>
        {
            json.WriteStartObject();
            json.WriteString("sub", "someone");
            json.WriteEndObject();
        }) : token;
        return token.Sign(by ?? key);
    }

    public void Dispose() => key.Dispose();
}
