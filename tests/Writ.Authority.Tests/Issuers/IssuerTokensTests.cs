using System.Text.Json.Nodes;
using Writ.Authority.Issuers;
using Writ.Domain;

namespace Writ.Authority.Tests.Issuers;

/// <summary>What a token of an identity provider has to be.</summary>
public sealed class IssuerTokensTests : IDisposable
{
    private readonly IssuerWorld world = new();

    public static TheoryData<string> Algorithms => ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];

    public void Dispose() => world.Dispose();

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Verify_TokenOfEachAlgorithm_SaysWhomItIsAbout(string algorithm)
    {
        world.Issuer.Add("key", algorithm);
        world.Publish();
        var verified = Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("key", world.Now)));
        Assert.Equal((Slug.Parse("corp"), IssuerWorld.Address, "user-1"), (verified.Name, verified.Issuer, verified.SubjectId));
        Assert.Equal("corp", verified.ToString());
    }

    [Theory]
    [InlineData("[\"writ\",\"other\"]", null, false)]
    [InlineData("[\"writ\",\"other\"]", "\"other\"", false)]
    [InlineData("[\"writ\",\"other\"]", "[\"writ\"]", false)]
    [InlineData("[\"other\",\"writ\"]", "\"writ\"", true)]
    [InlineData("[\"writ\"]", null, true)]
    [InlineData("\"writ\"", null, true)]
    public async Task Verify_TokenOfSeveralAudiences_IsTakenFromTheOneItWasIssuedTo(string audience, string? party, bool taken)
    {
        world.Issuer.Add("key");
        world.Publish();
        var token = world.Issuer.Token("key", world.Now, claims =>
        {
            claims["aud"] = JsonNode.Parse(audience);
            if (party is not null)
            {
                claims["azp"] = JsonNode.Parse(party);
            }
        });
        if (taken)
        {
            Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(token));
        }
        else
        {
            Assert.Contains("several audiences", await world.RefusalAsync(token), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("RS256", "PS256")]
    [InlineData("PS256", "RS256")]
    [InlineData("RS256", "RS512")]
    [InlineData("ES384", "ES256")]
    [InlineData("RS256", "HS256")]
    [InlineData("RS256", "none")]
    [InlineData("ES256", "HS256")]
    public async Task Verify_HeaderWithAnotherAlgorithmThanTheKeys_IsRefused(string keys, string claimed)
    {
        world.Issuer.Add("key", keys);
        world.Publish();
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("key", world.Now)));
        Assert.Contains(
            claimed is "HS256" ? "algorithm is not supported" : claimed is "none" ? "unsigned" : "algorithm is not that of the key",
            await world.RefusalAsync(world.Issuer.Token("key", world.Now, header: head => head["alg"] = claimed)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_RsaKeyThatStatesNoAlgorithm_IsForRs256Alone()
    {
        world.Issuer.Add("rs", "RS256");
        world.Issuer.Add("ps", "PS256");
        world.Publish(stated: false);
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("rs", world.Now)));
        Assert.Contains("algorithm is not that of the key", await world.RefusalAsync(world.Issuer.Token("ps", world.Now)), StringComparison.Ordinal);
    }

    public static TheoryData<string, string?, string> WrongClaims => new()
    {
        { "aud", "\"other\"", "another audience" },
        { "aud", "[\"other\"]", "another audience" },
        { "aud", null, "another audience" },
        { "aud", "7", "malformed" },
        { "exp", null, "no expiry" },
        { "exp", "\"soon\"", "malformed" },
        { "exp", "1000", "expired" },
        { "nbf", "4000000000", "not yet valid" },
        { "iat", "4000000000", "in the future" },
        { "iat", null, "when it was issued" },
        { "iat", "1000000000", "too long ago" },
        { "sub", null, "whom it is about" },
        { "sub", "\"\"", "whom it is about" },
        { "sub", "7", "malformed" },
        { "events", "{}", "security event" },
        { "cnf", "{\"jkt\":\"x\"}", "bound to a key" },
        { "iss", "\"https://login.example/realm/\"", "no issuer" },
        { "iss", "\"https://LOGIN.example/realm\"", "no issuer" },
        { "iss", "\"https://evil.example\"", "no issuer" },
        { "iss", null, "no issuer" },
    };

    [Theory]
    [MemberData(nameof(WrongClaims))]
    public async Task Verify_OneClaimWrong_IsRefusedForIt(string claim, string? json, string reason) =>
        Assert.Contains(reason, await world.RefusalAsync(world.Issuer.Token("one", world.Now, claims => Set(claims, claim, json))), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, true)]
    [InlineData("JWT", true)]
    [InlineData("at+jwt", true)]
    [InlineData("application/at+jwt", true)]
    [InlineData("logout+jwt", false)]
    [InlineData("secevent+jwt", false)]
    [InlineData("dpop+jwt", false)]
    [InlineData("client-authentication+jwt", false)]
    [InlineData("wit+jwt", false)]
    public async Task Verify_Type_IsAnIdTokensOrAnAccessTokens(string? type, bool taken)
    {
        var token = world.Issuer.Token("one", world.Now, header: head => Set(head, "typ", type is null ? null : $"\"{type}\""));
        Assert.Equal(taken, await world.VerifyAsync(token) is IssuerTokenVerification.Verified);
    }

    [Fact]
    public async Task Verify_ClockALittleBehindOrAhead_IsTaken()
    {
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now.AddSeconds(29))));
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now, claims => claims["exp"] = world.Now.AddSeconds(-29).ToUnixTimeSeconds())));
        Assert.IsType<IssuerTokenVerification.Refused>(await world.VerifyAsync(world.Issuer.Token("one", world.Now.AddSeconds(31))));
        Assert.IsType<IssuerTokenVerification.Refused>(await world.VerifyAsync(world.Issuer.Token("one", world.Now, claims => claims["exp"] = world.Now.AddSeconds(-30).ToUnixTimeSeconds())));
    }

    [Fact]
    public async Task Verify_TokenForTheOtherUse_IsRefusedBothWays()
    {
        var person = world.Issuer.Token("one", world.Now);
        var build = world.Issuer.Token("one", world.Now, claims => claims["aud"] = "writ-builds");
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(person));
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(build, IssuerUse.Workload));
        Assert.IsType<IssuerTokenVerification.Refused>(await world.VerifyAsync(person, IssuerUse.Workload));
        Assert.IsType<IssuerTokenVerification.Refused>(await world.VerifyAsync(build));
        Assert.IsType<IssuerTokenVerification.Refused>(await world.VerifyAsync(person, IssuerUse.None));
    }

    [Theory]
    [InlineData("[\"writ\",\"writ-builds\"]")]
    [InlineData("[\"writ-builds\",\"writ\"]")]
    public async Task Verify_TokenForBothAudiences_IsRefusedForBothUses(string audiences)
    {
        var token = world.Issuer.Token("one", world.Now, claims =>
        {
            Set(claims, "aud", audiences);
            Set(claims, "azp", "\"writ\"");
        });
        Assert.Contains("another registration", await world.RefusalAsync(token), StringComparison.Ordinal);
        Assert.IsType<IssuerTokenVerification.Refused>(await world.VerifyAsync(token, IssuerUse.Workload));

        // With the other registration gone the token has one use.
        world.Register(world.Registration);
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(token));
    }

    [Fact]
    public async Task Verify_RegistrationSaysMore_IsHeldToIt()
    {
        Assert.False(Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now))).MayRepeat);
        world.Register(world.Registration with { SubjectClaim = "oid", MaxAge = TimeSpan.FromMinutes(1), MayRepeat = true });
        var verified = Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(world.Issuer.Token("one", world.Now, claims => claims["oid"] = "00-11")));
        Assert.Equal(("00-11", true), (verified.SubjectId, verified.MayRepeat));
        Assert.Contains("`oid`", await world.RefusalAsync(world.Issuer.Token("one", world.Now)), StringComparison.Ordinal);
        Assert.Contains("too long ago", await world.RefusalAsync(world.Issuer.Token("one", world.Now, claims =>
        {
            claims["oid"] = "00-11";
            claims["iat"] = world.Now.AddSeconds(-91).ToUnixTimeSeconds();
        })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_IssuerNotRegisteredAnyMore_IsRefusedAtOnce()
    {
        var token = world.Issuer.Token("one", world.Now);
        Assert.IsType<IssuerTokenVerification.Verified>(await world.VerifyAsync(token));
        world.Register();
        Assert.Contains("no issuer", await world.RefusalAsync(token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_SignatureOfAnotherIssuersKeyUnderThisIssuersName_IsRefused()
    {
        using var impostor = new TestIssuer(IssuerWorld.Address);
        impostor.Add("one");
        Assert.Contains("signature", await world.RefusalAsync(impostor.Token("one", world.Now)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.AA")]
    public async Task Verify_NoToken_IsRefusedAndNobodyIsAsked(string token)
    {
        Assert.IsType<IssuerTokenVerification.Refused>(await world.VerifyAsync(token));
        Assert.Empty(world.Documents.Requests);
    }

    private static void Set(JsonObject target, string name, string? json)
    {
        target.Remove(name);
        if (json is not null)
        {
            target[name] = JsonNode.Parse(json);
        }
    }
}
