using Writ.Cedar.Schema;
using Writ.Cedar.Validation;

namespace Writ.Cedar.Tests.Validation;

public sealed class LookAlikeTests
{
    [Theory]
    [InlineData("read", "Read")]
    [InlineData("read", "r\u0435ad")]
    [InlineData("pay", "\u0440\u0430\u0443")]
    [InlineData("read", "\uff52\uff45\uff41\uff44")]
    [InlineData("read", "\U0001d42bead")]
    [InlineData("read", "re\u200bad")]
    [InlineData("read", "re\u00adad")]
    [InlineData("read", "\u202eread\u202c")]
    [InlineData("read", "re\u2060ad")]
    [InlineData("read", "r\u0301ead")]
    [InlineData("caf\u00e9", "cafe\u0301")]
    [InlineData("list", "1ist")]
    [InlineData("list", "Iist")]
    [InlineData("o", "0")]
    [InlineData("m", "rn")]
    [InlineData("scope", "\u0455\u0441\u043e\u0440\u0435")]
    [InlineData("\ufb01le", "file")]
    [InlineData("x", "x\U000e0041")]
    [InlineData("a-b", "a\u2010b")]
    public void Skeleton_OfNamesThatReadAlike_IsOne(string name, string other) => Assert.Equal(LookAlikes.Skeleton(name), LookAlikes.Skeleton(other));

    [Theory]
    [InlineData("read", "write")]
    [InlineData("read", "reads")]
    [InlineData("a.b", "a/b")]
    [InlineData("\u65e5", "\u672c")]
    [InlineData("\u0e01\u0e48", "\u0e01\u0e49")]
    [InlineData("get_2", "get_3")]
    public void Skeleton_OfNamesThatReadApart_IsNot(string name, string other) => Assert.NotEqual(LookAlikes.Skeleton(name), LookAlikes.Skeleton(other));

    [Theory]
    [InlineData("read_file-2", null)]
    [InlineData("\u00fcbung", null)]
    [InlineData("\u65e5\u672c\u8a9e", null)]
    [InlineData("\u0447\u0438\u0442\u0430\u0442\u044c", null)]
    [InlineData("a\u202eb", "reorder")]
    [InlineData("a\u200bb", "U+200B")]
    [InlineData("a\u0000b", "U+0000")]
    [InlineData("r\u0435ad", "mixes scripts")]
    [InlineData("\u0440\u0430\u0443", "another script")]
    public void Oddity_OfAName_SaysWhatMisleads(string name, string? expected)
    {
        if (expected is null) Assert.Null(LookAlikes.Oddity(name));
        else Assert.Contains(expected, LookAlikes.Oddity(name), StringComparison.Ordinal);
    }

    [Fact]
    public void Skeleton_OfAnyText_IsASkeletonAlready()
    {
        var chance = new Random(20260702);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, chance.Next(6)).Select(_ => (char)chance.Next(0x3000)));
            var skeleton = LookAlikes.Skeleton(text);
            Assert.Equal(skeleton, LookAlikes.Skeleton(skeleton));
        }

        Assert.Equal("\ufffd", LookAlikes.Skeleton("\ud800"));
    }

    [Theory]
    [InlineData("entity User; entity user;", "looks like `\"User\"` among the same types")]
    [InlineData("entity User; type USER = Long;", "among the same types")]
    [InlineData("action read, \"r\u0435ad\";", "mixes scripts")]
    [InlineData("action pay, \"\u0440\u0430\u0443\";", "another script")]
    [InlineData("action read, \"re\u200bad\";", "among the same actions")]
    [InlineData("entity A = { path: Long, Path: Long };", "among the same attributes")]
    [InlineData("type T = Set<{ a: { path: Long, \"p\u0430th\": Long } }>;", "among the same attributes")]
    [InlineData("entity A enum [\"a\", \"\uff41\"];", "among the same ids")]
    [InlineData("entity A; action a appliesTo { principal: A, resource: A, context: { x: Long, X: Long } };", "among the same attributes")]
    [InlineData("entity A tags { x: Long, X: Long };", "among the same attributes")]
    public void SchemaLint_NamesThatReadAlike_AreFoundAtTheirPlace(string text, string message)
    {
        Assert.True(SchemaText.TryRead(text, out var document, out _));
        Assert.Contains(SchemaLint.Check(document), found => found.Message.Contains(message, StringComparison.Ordinal) && found.Position.Line == 1);
    }

    [Fact]
    public void SchemaLint_PlainNames_SaysNothing()
    {
        Assert.True(SchemaText.TryRead("entity User, Group = { name: String, \"two words\": Long }; action read, write; entity Color enum [\"red\", \"blue\"];", out var document, out _));
        Assert.Empty(SchemaLint.Check(document));
    }

    [Fact]
    public void SchemaLint_ManyFindings_AreCounted()
    {
        var names = string.Join(",", Enumerable.Range(0, 300).Select(static i => $"\"x{new string('\u200b', i)}\""));
        Assert.True(SchemaText.TryRead($"action {names};", out var document, out _));
        var found = SchemaLint.Check(document);
        Assert.Equal(101, found.Length);
        Assert.Contains("more of the kind", found[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_PolicyIdsThatReadAlike_AreWarnedOf()
    {
        var result = Validating.Policies("@id(\"pay\") permit(principal, action, resource); @id(\"Pay\") permit(principal, action, resource); @id(\"read\") permit(principal, action, resource);");
        var warning = Assert.Single(result.Warnings);
        Assert.Equal((ValidationKind.LookAlikePolicyId, "policy1"), (warning.Kind, warning.PolicyId));
    }

    [Theory]
    [InlineData("@id(\"a\u202eb\")", "BidiString")]
    [InlineData("@id(\"r\u0435ad\")", "MixedScriptString")]
    [InlineData("@id(\"read\")", "")]
    public void Validate_Annotation_IsWarnedOf(string annotation, string kinds) =>
        Assert.Equal(kinds, Validating.Kinds(Validating.Policies($"{annotation} permit(principal, action, resource);").Warnings));

    [Theory]
    [InlineData("\u0440\u0430\u0443", "LookAlikeIdentifier")]
    [InlineData("\u0447\u0438\u0442\u0430\u0442\u044c", "")]
    public void Validate_IdOfAnotherScript_IsWarnedOfWhenItPassesForAscii(string id, string kinds) =>
        Assert.Equal(kinds, Validating.Kinds(Validating.Policies($"permit(principal == User::\"{id}\", action, resource);").Warnings));
}
