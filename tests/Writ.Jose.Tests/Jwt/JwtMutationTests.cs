namespace Writ.Jose.Tests.Jwt;

public sealed class JwtMutationTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public void Verify_MutatedToken_IsNeverVerifiedAndNeverThrows()
    {
        using var key = SigningKey.Generate();
        var keys = JwkSet.Of(key.PublicKey);
        var expected = new JwtExpectations { Types = ["at+jwt"], Issuer = "https://as.example", Audience = "https://rs.example" };
        string Issue(string id) => new JwtBuilder("at+jwt").Claim("iss", "https://as.example").Claim("aud", "https://rs.example").Claim("jti", id)
            .Claim("exp", Now + TimeSpan.FromMinutes(5)).Confirmation(key.PublicKey.Thumbprint).Sign(key);
        var (token, other) = (Issue("tok_1"), Issue("tok_2"));
        Assert.IsType<JwtVerification.Verified>(JwtVerification.Verify(token, keys, expected, Now));
        Mutations.ForEach(token, other, 20261120, mutated =>
            Assert.True(JwtVerification.Verify(mutated, keys, expected, Now) is JwtVerification.Refused { Reason: not JoseRefusal.None }, mutated));
    }
}
