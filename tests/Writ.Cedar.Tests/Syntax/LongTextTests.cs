using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Syntax;

/// <summary>Texts as long as the limits allow take work in proportion to their length: twice the text, twice the memory.</summary>
public sealed class LongTextTests
{
    private const int Long = 200_000;

    // What is made once, and what a thread is given in advance.
    private const int Slack = 100_000;

    public static TheoryData<string, Func<int, string>> Expressions => new()
    {
        { "path of a type", static n => $"principal is A{Repeat("::A", n)}" },
        { "path of an entity", static n => $"A{Repeat("::A", n)}::\"x\" == principal" },
        { "set", static n => $"[{Repeat("1,", n)}].contains(2)" },
        { "set of sets", static n => $"[{Repeat("[1],", n)}].contains([2])" },
        { "escapes and wildcards", static n => $"\"{Repeat("\\u{e9}", n / 2)}\" like \"{Repeat("*a", n / 4)}\"" },
        { "wildcards that come close", static n => $"\"{Repeat("a", n)}\" like \"*{Repeat("a", n)}b*\"" },
        { "record", static n => $"{{{string.Join(',', Enumerable.Range(0, n / 4).Select(i => $"a{i}:{i}"))}}} has a7" },
        { "lines and comments", static n => $"{Repeat("\n", n)} true {Repeat("// x\n", n / 10)}" },
        { "path of attributes", static n => $"principal has a{Repeat(".a", n)}" },
        { "backslashes and digits", static n => $"\"{Repeat("\\\\", n)}\" == {Repeat("9", n)}" },
    };

    public static TheoryData<string, Func<int, string>> Documents => new()
    {
        { "annotations", static n => Repeat("@a ", n) },
        { "policies", static n => Repeat("permit(principal,action,resource);", n / 10) },
        { "parents", static n => $"entity A in [{Repeat("A,", n)}];" },
        { "entity types", static n => string.Concat(Enumerable.Range(0, n / 10).Select(i => $"entity E{i};")) },
    };

    [Theory]
    [MemberData(nameof(Expressions), DisableDiscoveryEnumeration = true)]
    public void TryParse_ExpressionTwiceAsLong_TakesTwiceTheMemory(string what, Func<int, string> text) => TakesTwiceFor(what, text, static text =>
    {
        if (Expr.TryParse(text, out var expression, out _)) new Writ.Cedar.Evaluation.Evaluator(Given.Request, Given.Store).Evaluate(expression);
    });

    [Theory]
    [MemberData(nameof(Documents), DisableDiscoveryEnumeration = true)]
    public void TryParse_PoliciesOrSchemaTwiceAsLong_TakeTwiceTheMemory(string what, Func<int, string> text) => TakesTwiceFor(what, text, static text =>
    {
        PolicySet.TryParse(text, out _, out _);
        CedarSchema.TryParse(text, out _, out _);
    });

    [Fact]
    public void EntityStore_EndlessChain_IsRefused() =>
        Assert.Throws<EntityStoreException>(() => EntityStore.Of(Enumerable.Range(0, 50_000).Select(i => new Entity(Node(i), parents: [Node(i + 1)]))));

    private static void TakesTwiceFor(string what, Func<int, string> text, Action<string> read)
    {
        read(text(100));
        var (half, whole) = (Allocated(text(Long / 2), read), Allocated(text(Long), read));
        Assert.True(whole <= (2.6 * half) + Slack, $"{what}: {half} bytes for half, {whole} for all");
    }

    private static long Allocated(string text, Action<string> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        read(text);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static EntityUid Node(int i) => EntityUid.Of("Node", i.ToString());

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
