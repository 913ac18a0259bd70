using System.Diagnostics;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Syntax;

/// <summary>Texts as long as the limits allow take time in proportion to their length.</summary>
public sealed class LongTextTests
{
    private const int Long = 200_000;

    public static TheoryData<string> Texts => new(
        $"principal is A{Repeat("::A", Long)}",
        $"A{Repeat("::A", Long)}::\"x\" == principal",
        $"[{Repeat("1,", Long)}].contains(2)",
        $"[{Repeat("[1],", Long)}].contains([2])",
        $"\"{Repeat("\\u{e9}", Long / 2)}\" like \"{Repeat("*a", Long / 4)}\"",
        $"\"{Repeat("a", Long)}\" like \"*{Repeat("a", Long)}b*\"",
        $"{{{string.Join(',', Enumerable.Range(0, Long / 4).Select(i => $"a{i}:{i}"))}}} has a7",
        $"{Repeat("\n", Long)} true {Repeat("// x\n", Long / 10)}",
        $"principal has a{Repeat(".a", Long)}",
        $"\"{Repeat("\\\\", Long)}\" == {Repeat("9", Long)}");

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void TryParse_LongText_IsQuick(string text)
    {
        var started = Stopwatch.GetTimestamp();
        if (Expr.TryParse(text, out var expression, out _)) new Writ.Cedar.Evaluation.Evaluator(Testing.Given.Request, Testing.Given.Store).Evaluate(expression);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void TryParse_LongPolicyAndSchema_AreQuick()
    {
        var started = Stopwatch.GetTimestamp();
        PolicySet.TryParse(Repeat("@a ", Long), out _, out _);
        PolicySet.TryParse(Repeat("permit(principal,action,resource);", Long / 10), out _, out _);
        CedarSchema.TryParse($"entity A in [{Repeat("A,", Long)}];", out _, out _);
        CedarSchema.TryParse(string.Concat(Enumerable.Range(0, Long / 10).Select(i => $"entity E{i};")), out _, out _);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void EntityStore_EndlessChain_IsRefused() =>
        Assert.Throws<EntityStoreException>(() => EntityStore.Of(Enumerable.Range(0, 50_000).Select(i => new Entity(Node(i), parents: [Node(i + 1)]))));

    private static EntityUid Node(int i) => EntityUid.Of("Node", i.ToString());

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
