using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Writ.Authority.Attestation;

namespace Writ.Authority.Tests.Attestation;

public sealed class ProcStatTests
{
    private const string Rest = "S 7 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 10 18446744073709551615 0";

    [Theory]
    [InlineData("42 (node) ")]
    [InlineData("42 (a b) ")]
    [InlineData("42 (a) S 9 9 9) ")]
    [InlineData("42 () ")]
    [InlineData("42 (((() ")]
    [InlineData("42 (x\n) R 1 1) ")]
    public void Parse_AnyCommand_ReadsWhatComesAfterTheLastParenthesis(string start) =>
        Assert.Equal(new ProcessFacts(42, 7, 987654), ProcStat.Parse(Encoding.UTF8.GetBytes(start + Rest)));

    [Fact]
    public void Parse_RandomCommand_NeverMisleads() =>
        Prop.ForAll<string>(command => ProcStat.Parse(Encoding.UTF8.GetBytes($"42 ({command}) {Rest}\n")) == new ProcessFacts(42, 7, 987654)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("42 (node")]
    [InlineData("(node) S 7")]
    [InlineData("x (node) " + Rest)]
    [InlineData("-1 (node) " + Rest)]
    [InlineData("42x (node) " + Rest)]
    [InlineData("42 (node) S x 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 1")]
    [InlineData("42 (node) S 7 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 x 1")]
    [InlineData("42 (node) S 7 1 1 0 -1")]
    public void Parse_Noise_IsNothing(string line) => Assert.Null(ProcStat.Parse(Encoding.UTF8.GetBytes(line)));
}
