using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Writ.Authority.Joining;
using Writ.Contracts;
using Writ.Domain;

namespace Writ.Authority.Tests.Joining;

public sealed class JoinTokenTests
{
    [Fact]
    public void New_TwoOfOneAgent_AreSecretsOfTheirOwn()
    {
        var (one, two) = (JoinToken.New(Slug.Parse("support")), JoinToken.New(Slug.Parse("support")));
        Assert.NotEqual(one.Digest, two.Digest);
        Assert.True(JoinToken.TryParse(one.Reveal(), out var read));
        Assert.Equal((one.Agent, one.Digest), (read.Agent, read.Digest));
        Assert.Equal("support.…", one.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("support")]
    [InlineData("support.")]
    [InlineData(".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Support.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("support.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("support.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("support.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("support.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("support.a.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(null)]
    public void TryParse_WhatIsNone_IsNothing(string? text) => Assert.False(JoinToken.TryParse(text, out _));

    [Fact]
    public void TryParse_AnyText_IsRefusedOrIsItself() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll<string>(text =>
    {
        var whole = "support." + text;
        return (!JoinToken.TryParse(text, out var bare) || bare.Reveal() == text) && (!JoinToken.TryParse(whole, out var token) || token.Reveal() == whole);
    }));

    // The body of a join as its endpoint reads it.
    [Fact]
    public void Body_AnyBytes_AreOneOfTheTwoMembersOrRefused() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll<byte[], int>((noise, at) =>
    {
        var body = Encoding.UTF8.GetBytes("""{"join_token":"support.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""");
        var place = Math.Abs(at % (body.Length + 1));
        byte[] mutated = [.. body[..place], .. noise ?? [], .. body[place..]];
        return Reads(mutated) && Reads(noise ?? []) && Reads(body[..place]);
    }));

    [Theory]
    [InlineData("""{"join_token":"a","join_token":"b"}""")]
    [InlineData("""{"join_token":"a","other":"b"}""")]
    [InlineData("""{"join_token":7}""")]
    [InlineData("""{"join_token":["a"]}""")]
    [InlineData("""{"Join_Token":"a"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void Body_OfAnotherShape_IsRefused(string body) => Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(body, ContractsJson.Default.JoinRequest));

    [Fact]
    public void Body_InALog_ShowsNoToken() => Assert.DoesNotContain("secret", new JoinRequest("secret", "secret").ToString(), StringComparison.Ordinal);

    private static bool Reads(byte[] body)
    {
        try
        {
            var read = JsonSerializer.Deserialize(body, ContractsJson.Default.JoinRequest);
            return read?.JoinToken is null || !JoinToken.TryParse(read.JoinToken, out var token) || token.Reveal() == read.JoinToken;
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
