using System.Security.Cryptography;
using Writ.Authority.Releases;
using Writ.Jose;
using Writ.Testing;

namespace Writ.Authority.Tests.Releases;

public sealed class SigningSectionTests : IDisposable
{
    private readonly TempFolder home = new();
    private readonly Signers signers = new();
    private readonly ReleaseFolder folder;

    public SigningSectionTests() => folder = SampleRelease.Write(home);

    public void Dispose()
    {
        home.Dispose();
        signers.Dispose();
    }

    [Fact]
    public void Read_TwoSigners_HaveTheirKeysAndTheUsualNumbers()
    {
        home.Write("config/writ.yaml", SampleRelease.Main + signers.Section(1, 2, "alice", "bob").Split("  require")[0]);
        var rules = SampleRelease.Read(folder).Signing!;
        Assert.Equal((1, 2), (rules.Tighten, rules.Loosen));
        Assert.Equal(["alice", "bob"], rules.Signers.Keys.Select(static n => n.ToString()));
        Assert.Equal(signers["bob"].PublicKey.Thumbprint.ToString(), rules.Signers.Values.Last().Thumbprint);
    }

    [Fact]
    public void Read_NoSigners_AskNobody() => Assert.Null(SampleRelease.Read(folder).Signing);

    [Fact]
    public void ReadKept_WhatWasRead_IsTheSameRelease()
    {
        using var ca = new TestCa();
        home.Write("config/ca.pem", ca.Pem);
        home.Write("config/writ.yaml", SampleRelease.Main.Replace("use: [workload],", "use: [workload], ca_file: ca.pem,", StringComparison.Ordinal) + signers.Section(1, 2, "alice", "bob"));
        var read = SampleRelease.Read(folder);
        home.Write("config/ca.pem", "gone");
        File.Delete(home.At("config", "writ.yaml"));

        var kept = Assert.IsType<ReleaseReading.Read>(ReleaseReader.ReadKept(read.Content, folder.Config)).Release;
        Assert.Equal(read.Id, kept.Id);
        Assert.Equal(read.Policies, kept.Policies);
        Assert.Equal(ca.Pem, kept.Issuers.Values.Single(static i => i.Anchors is not null).Anchors!.Pem);
        Assert.True(ReleaseReader.TryReadSigning(read.Content, out var rules));
        Assert.Equal(2, rules!.Signers.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("noise")]
    [InlineData("writ release v1\n\0\0\0\u0009writ.yaml")]
    [InlineData("writ release v1\n\u007f\u007f\u007f\u007f")]
    public void ReadKept_OtherBytes_AreRefusedAndNobodyKnowsWhoSigns(string text)
    {
        var content = System.Text.Encoding.Latin1.GetBytes(text);
        Assert.NotEmpty(Assert.IsType<ReleaseReading.Refused>(ReleaseReader.ReadKept(content, folder.Config)).Problems);
        Assert.False(ReleaseReader.TryReadSigning(content, out _));
    }

    [Theory]
    [InlineData("release: { }", "W1005", 1)]
    [InlineData("release: { signers: [] }", "W1010", 1)]
    [InlineData("release: { signers: [ { name: alice } ] }", "W1005", 1)]
    [InlineData("release:\n  signers:\n    - { name: alice, key: text }", "W1006", 3)]
    [InlineData("release:\n  signers:\n    - { name: Alice, key: $alice }", "W1007", 3)]
    [InlineData("release:\n  signers:\n    - { name: alice, key: { kty: EC, crv: P-256, x: A, y: A } }", "W1083", 3)]
    [InlineData("release:\n  signers:\n    - { name: alice, key: $p384 }", "W1083", 3)]
    [InlineData("release:\n  signers:\n    - { name: alice, key: $private }", "W1083", 3)]
    [InlineData("release:\n  signers:\n    - { name: alice, key: $alice }", "W1084", 2)]
    [InlineData("release:\n  signers:\n    - { name: alice, key: $alice }\n    - { name: bob, key: $alice }", "W1085", 4)]
    [InlineData("release:\n  signers:\n    - { name: alice, key: $alice }\n    - { name: alice, key: $bob }", "W1009", 4)]
    [InlineData("release:\n  signers:\n    - { name: alice, key: $alice }\n    - { name: bob, key: $bob }\n  require: { tighten: 2, loosen: 1 }", "W1084", 5)]
    [InlineData("release:\n  signers:\n    - { name: alice, key: $alice }\n    - { name: bob, key: $bob }\n  require: { loosen: 3 }", "W1084", 5)]
    [InlineData("release:\n  signers:\n    - { name: alice, key: $alice }\n    - { name: bob, key: $bob }\n  require: { tighten: 0 }", "W1010", 5)]
    public void Read_Mistake_IsNamedWithItsLine(string text, string code, int line)
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (wide, parameters) = (p384.ExportParameters(false), secret.ExportParameters(true));
        var before = SampleRelease.Main.Split('\n').Length - 1;
        home.Write("config/writ.yaml", SampleRelease.Main + text
            .Replace("$alice", signers["alice"].PublicKey.ToString(), StringComparison.Ordinal)
            .Replace("$bob", signers["bob"].PublicKey.ToString(), StringComparison.Ordinal)
            .Replace("$p384", $"{{ kty: EC, crv: P-384, x: \"{Base64UrlText.Encode(wide.Q.X)}\", y: \"{Base64UrlText.Encode(wide.Q.Y)}\" }}", StringComparison.Ordinal)
            .Replace("$private", $"{{ kty: EC, crv: P-256, x: \"{Base64UrlText.Encode(parameters.Q.X)}\", y: \"{Base64UrlText.Encode(parameters.Q.Y)}\", d: \"{Base64UrlText.Encode(parameters.D)}\" }}", StringComparison.Ordinal) + "\n");
        var problem = SampleRelease.Problems(folder).First(p => p.Code == code);
        Assert.Equal(("writ.yaml", before + line), (problem.File, problem.Line));
        Assert.DoesNotContain(Base64UrlText.Encode(parameters.D), problem.Text + problem.Fix, StringComparison.Ordinal);
    }
}
