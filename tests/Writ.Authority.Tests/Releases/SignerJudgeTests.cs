using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Writ.Authority.Releases.Signing;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tests.Releases;

public sealed class SignerJudgeTests : IDisposable
{
    private static readonly ReleaseId Release = ReleaseId.Of(Digest256.Sha256("this"u8));
    private static readonly ReleaseId Other = ReleaseId.Of(Digest256.Sha256("other"u8));
    private static readonly ReleaseDifference Tighter = new([new ReleaseChange("policy `p`", "forbid added", ReleaseWeight.Tightens)]);
    private static readonly ReleaseDifference Looser = new([new ReleaseChange("policy `p`", "forbid removed", ReleaseWeight.Loosens), .. Tighter.Changes]);

    private readonly Signers signers = new();
    private readonly SignerRules rules;

    public SignerJudgeTests() => rules = signers.Rules(1, 2, "alice", "bob", "carol");

    public void Dispose() => signers.Dispose();

    [Fact]
    public void Judge_OneSigner_TightensAndDoesNotLoosen()
    {
        var signed = Assert.IsType<SignerVerdict.Satisfied>(Judge(Tighter, 4, signers.File("alice", Release, 5)));
        Assert.Equal((5, "alice"), (signed.Sequence, Assert.Single(signed.Signers).ToString()));
        Assert.Equal("W1090", Refused(Judge(Looser, 4, signers.File("alice", Release, 5)))[0]);
        Assert.Equal("W1090", Refused(Judge(null, 4, signers.File("alice", Release, 5)))[0]);
    }

    [Fact]
    public void Judge_TwoSigners_LoosenAndDecideTheUndecided()
    {
        foreach (var difference in (ReleaseDifference?[])[Looser, null, new ReleaseDifference([new ReleaseChange("policy `p`", "permit changed", ReleaseWeight.Undecided)])])
        {
            var signed = Assert.IsType<SignerVerdict.Satisfied>(Judge(difference, 4, signers.File("carol", Release, 5), signers.File("bob", Release, 5)));
            Assert.Equal(["bob", "carol"], signed.Signers.Select(static s => s.ToString()));
        }
    }

    [Fact]
    public void Judge_NoSignature_SaysWhatNeedsThem()
    {
        var refused = Assert.IsType<SignerVerdict.Refused>(Judge(Looser, 4));
        var problem = Assert.Single(refused.Problems);
        Assert.Equal("W1090", problem.Code);
        Assert.Contains("policy `p`: forbid removed", problem.Text, StringComparison.Ordinal);
        Assert.Contains("2 signatures", problem.Text, StringComparison.Ordinal);
        Assert.Equal("W1090", Refused(Judge(Tighter, 4))[0]);
    }

    [Fact]
    public void Judge_OneSignerTwice_CountsOnce()
    {
        var twice = new[] { signers.File("alice", Release, 5), signers.File("alice", Release, 5) with { Name = "release.sig/again.jws" }, signers.File("alice", Release, 6) with { Name = "release.sig/later.jws" } };
        Assert.Equal("W1090", Refused(Judge(Looser, 4, twice))[0]);
    }

    [Fact]
    public void Judge_DifferentNumbers_DoNotAddUp()
    {
        Assert.Equal("W1090", Refused(Judge(Looser, 4, signers.File("alice", Release, 5), signers.File("bob", Release, 6)))[0]);
        Assert.Equal(6, Assert.IsType<SignerVerdict.Satisfied>(Judge(Tighter, 4, signers.File("alice", Release, 5), signers.File("bob", Release, 6))).Sequence);
    }

    [Theory]
    [InlineData(4, "W1091")]
    [InlineData(3, "W1091")]
    [InlineData(5, null)]
    [InlineData(1004, null)]
    [InlineData(1005, "W1091")]
    [InlineData(long.MaxValue, "W1091")]
    public void Judge_Number_IsAboveTheOneInForceAndNotFarAbove(long number, string? code)
    {
        var verdict = Judge(Tighter, 4, signers.File("alice", Release, number));
        Assert.Equal(code, verdict is SignerVerdict.Refused refused ? refused.Problems[0].Code : null);
    }

    [Fact]
    public void Judge_RollBack_TakesAnyNumberAndStillCountsSigners()
    {
        ImmutableArray<SignatureFile> files = [signers.File("alice", Release, 1), signers.File("bob", Release, 2)];
        Assert.Equal(0, Assert.IsType<SignerVerdict.Satisfied>(SignerJudge.Judge(rules, Release, Looser, 9, files, SequenceRule.Any)).Sequence);
        Assert.Equal("W1090", Refused(SignerJudge.Judge(rules, Release, Looser, 9, [files[0]], SequenceRule.Any))[0]);
        Assert.Equal("W1090", Refused(SignerJudge.Judge(rules, Release, Tighter, 9, [], SequenceRule.Any))[0]);
    }

    [Fact]
    public void Judge_WhatDoesNotCount_IsNamed()
    {
        using var stranger = SigningKey.Generate();
        var good = signers.File("alice", Release, 5).Text;
        var bad = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["empty"] = "",
            ["noise"] = "noise",
            ["stranger"] = ReleaseSignature.Make(stranger, Release, 5),
            ["other"] = signers.File("alice", Other, 5).Text,
            ["cut"] = good[..^4],
            ["type"] = signers["alice"].Sign(JwsDraft.Create("jwt", Thumbprint("alice"), Payload(good))),
            ["no-type"] = signers["alice"].Sign(JwsDraft.Create(null, Thumbprint("alice"), Payload(good))),
            ["not-theirs"] = stranger.Sign(JwsDraft.Create("writ-release+jws", Thumbprint("alice"), Payload(good))),
            ["context"] = signers["alice"].Sign(JwsDraft.Create("writ-release+jws", Thumbprint("alice"), Encoding.UTF8.GetBytes($$"""{"context":"else","release":"{{Release}}","sequence":5}"""))),
            ["no-number"] = signers["alice"].Sign(JwsDraft.Create("writ-release+jws", Thumbprint("alice"), Encoding.UTF8.GetBytes($$"""{"context":"writ release v1","release":"{{Release}}"}"""))),
            ["number"] = signers["alice"].Sign(JwsDraft.Create("writ-release+jws", Thumbprint("alice"), Encoding.UTF8.GetBytes($$"""{"context":"writ release v1","release":"{{Release}}","sequence":-5}"""))),
        };
        Assert.IsType<SignerVerdict.Satisfied>(Judge(Tighter, 4, new SignatureFile("release.sig/alice.jws", good)));
        Assert.All(bad, pair =>
        {
            var refused = Assert.IsType<SignerVerdict.Refused>(Judge(Tighter, 4, new SignatureFile($"release.sig/{pair.Key}.jws", pair.Value)));
            Assert.Equal(["W1090", "W1092"], refused.Problems.Select(static p => p.Code));
            Assert.Equal($"release.sig/{pair.Key}.jws", refused.Problems[1].File);
        });
    }

    [Fact]
    public void Judge_BadFilesBesideGoodOnes_DoNotHarm() => Assert.IsType<SignerVerdict.Satisfied>(
        Judge(Looser, 4, new SignatureFile("release.sig/a.jws", "noise"), signers.File("alice", Release, 5), signers.File("bob", Other, 5) with { Name = "release.sig/old.jws" }, signers.File("bob", Release, 5)));

    // One bit anywhere: no signature is good for another release, number or signer.
    [Fact]
    public void Judge_AnyCharacterChanged_DoesNotCount()
    {
        var good = signers.File("alice", Release, 5).Text;
        for (var at = 0; at < good.Length; at++)
        {
            var changed = good[..at] + (good[at] == 'A' ? 'B' : 'A') + good[(at + 1)..];
            Assert.IsType<SignerVerdict.Refused>(Judge(Tighter, 4, new SignatureFile("release.sig/a.jws", changed)));
        }
    }

    [Fact]
    public void KeyFile_MadeAndRead_SignsForItsPublicHalf()
    {
        using var folder = new Writ.Testing.TempFolder();
        var made = SignerKeyFile.Create(folder.At("keys", "alice.pem"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.At("keys", "alice.pem")));
        using (var read = SignerKeyFile.Read(folder.At("keys", "alice.pem")))
        {
            Assert.Equal(made.Thumbprint, read.PublicKey.Thumbprint);
        }

        Assert.Equal("W1942", Assert.Throws<AuthorityException>(() => SignerKeyFile.Create(folder.At("keys", "alice.pem"))).Code);
        Assert.Equal("W1942", Assert.Throws<AuthorityException>(() => SignerKeyFile.Read(folder.At("none"))).Code);
        File.SetUnixFileMode(folder.At("keys", "alice.pem"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal("W1942", Assert.Throws<AuthorityException>(() => SignerKeyFile.Read(folder.At("keys", "alice.pem"))).Code);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (var text in (string[])["", "noise", other.ExportPkcs8PrivateKeyPem()])
        {
            File.SetUnixFileMode(folder.Write("bad.pem", text), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Equal("W1942", Assert.Throws<AuthorityException>(() => SignerKeyFile.Read(folder.At("bad.pem"))).Code);
        }
    }

    private static byte[] Payload(string compact) => Base64UrlText.TryDecode(compact.Split('.')[1], out var bytes) ? bytes : throw new FormatException();

    private static string[] Refused(SignerVerdict verdict) => [.. Assert.IsType<SignerVerdict.Refused>(verdict).Problems.Select(static p => p.Code)];

    private string Thumbprint(string name) => signers[name].PublicKey.Thumbprint.ToString();

    private SignerVerdict Judge(ReleaseDifference? difference, long inForce, params SignatureFile[] files) =>
        SignerJudge.Judge(rules, Release, difference, inForce, [.. files], SequenceRule.Above);
}
