using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Schema;

/// <summary>Places are put together only where there is something to say: a long name above many parts is not copied for each. Memory is counted, not time.</summary>
public sealed class LongNameTests
{
    private const int Parts = 5_000;
    private const long Most = 64L << 20;

    private static readonly string Long = new('x', 200_000);

    private static string Members(Func<int, string> one) => string.Join(", ", Enumerable.Range(0, Parts).Select(one));

    [Fact]
    public void TryResolve_ErrorAmongManyPartsBelowALongName_IsPlacedInBoundedMemory()
    {
        Assert.True(SchemaText.TryRead($"entity A = {{ \"{Long}\": {{ {Members(static i => $"m{i}: Long")}, z: Unknown }} }};", out var document, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(document.TryResolve(out _, out var error));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most);
        Assert.EndsWith(".attributes.z", error.Path, StringComparison.Ordinal);
        Assert.InRange(error.Path.Length, 1, 400);
    }

    [Fact]
    public void Check_ManyValuesBelowALongName_TakesBoundedMemory()
    {
        Assert.True(CedarSchema.TryParse($"entity A = {{ \"{Long}\": {{ {Members(static i => $"m{i}: Long")} }} }} tags {{ {Members(static i => $"m{i}: Long")} }};", out var schema, out _));
        var inner = CedarValue.From(CedarRecord.Of([.. Enumerable.Range(0, Parts).Select(static i => ($"m{i}", CedarValue.From((long)i)))]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(SchemaConformance.Check(schema, new Entity(EntityUid.Of("A", "a"), CedarRecord.Of((Long, inner)), tags: CedarRecord.Of((Long, inner)))));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most);
    }

    [Fact]
    public void Check_ValueThatDiffers_IsPlacedWhole()
    {
        Assert.True(CedarSchema.TryParse("entity A = { a: { b: { c: Long } } } tags { d: Set<{ e: Long }> };", out var schema, out _));
        var good = CedarRecord.Of(("a", CedarRecord.Of(("b", CedarRecord.Of(("c", 1L))))));
        var bad = CedarRecord.Of(("a", CedarRecord.Of(("b", CedarRecord.Of(("c", "text"))))));
        var tag = CedarRecord.Of(("t", CedarRecord.Of(("d", CedarSet.Of([CedarRecord.Of(("e", "text"))])))));
        Assert.Null(SchemaConformance.Check(schema, new Entity(EntityUid.Of("A", "a"), good)));
        Assert.Equal("A::\"a\".a.b.c", SchemaConformance.Check(schema, new Entity(EntityUid.Of("A", "a"), bad))?.Path);
        Assert.Equal("A::\"a\".getTag(t).d.e", SchemaConformance.Check(schema, new Entity(EntityUid.Of("A", "a"), good, tags: tag))?.Path);
    }
}
