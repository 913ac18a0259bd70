using System.Collections.Immutable;
using Writ.Cedar.Entities;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Schema;

/// <summary>What stands above what, in schemas as large and as dense as the limits let in. Work is counted, not timed.</summary>
public sealed class HierarchyTests
{
    /// <summary>Each type below every one before it: as many edges as there are pairs.</summary>
    private static List<SchemaEntity> Dense(int count)
    {
        var names = Enumerable.Range(0, count).Select(static i => $"T{i}").ToImmutableArray();
        return [.. names.Select((name, i) => Type(name, names[..i]))];
    }

    /// <summary>Layers, each type below all of the layer before.</summary>
    private static List<SchemaEntity> Layers(int layers, int width) =>
    [
        .. Enumerable.Range(0, layers).SelectMany(layer =>
        {
            ImmutableArray<string> above = layer == 0 ? [] : [.. Enumerable.Range(0, width).Select(i => $"L{layer - 1}_{i}")];
            return Enumerable.Range(0, width).Select(i => Type($"L{layer}_{i}", above));
        }),
    ];

    /// <summary>Every type below every one, itself too.</summary>
    private static List<SchemaEntity> Circle(int count)
    {
        var names = Enumerable.Range(0, count).Select(static i => $"C{i}").ToImmutableArray();
        return [.. names.Select(name => Type(name, names))];
    }

    /// <summary>Some below all of some, and these below all of some that stand 64 apart: no two of the last share a word.</summary>
    private static List<SchemaEntity> Sparse(int width)
    {
        ImmutableArray<string> apart = [.. Enumerable.Range(0, width).Select(static i => $"U{i}")], between = [.. Enumerable.Range(0, width).Select(static i => $"B{i}")];
        return
        [
            .. apart.SelectMany(static name => Enumerable.Range(0, 64).Select(i => Type(i == 0 ? name : $"{name}_{i}", []))),
            .. between.Select(name => Type(name, apart)),
            .. Enumerable.Range(0, width).Select(i => Type($"A{i}", between)),
        ];
    }

    private static SchemaEntity Type(string name, ImmutableArray<string> parents) => new(name, parents, SchemaType.Record.Empty, Tags: null, Ids: default);

    [Theory]
    [InlineData("dense")]
    [InlineData("layers")]
    [InlineData("circle")]
    [InlineData("chain")]
    [InlineData("flat")]
    public void TypeHierarchy_LargeSchema_TakesStepsInProportionToItsSize(string kind)
    {
        var types = kind switch
        {
            "dense" => Dense(2_000),
            "layers" => Layers(30, 100),
            "circle" => Circle(1_000),
            "chain" => [.. Enumerable.Range(0, 4_000).Select(i => Type($"T{i}", i == 0 ? [] : [$"T{i - 1}"]))],
            _ => [.. Enumerable.Range(0, 50_000).Select(i => Type($"T{i}", i < 10 ? [] : [$"T{i % 10}"]))],
        };
        var hierarchy = TypeHierarchy.Of(types, out _);
        Assert.NotNull(hierarchy);
        Assert.InRange(hierarchy.Steps, 0, 3 * (hierarchy.Pairs + types.Count));
    }

    [Fact]
    public void TypeHierarchy_SparseWords_TakesNoMoreStepsThanTheLimit()
    {
        var few = TypeHierarchy.Of(Sparse(100), out _);
        Assert.NotNull(few);
        Assert.True(few.IsAbove("A7", "U99"));
        Assert.False(few.IsAbove("A7", "U99_1"));
        Assert.InRange(few.Steps, 100 * 100 * 100, Reachability.MaxSteps);

        // 600 * 600 * 600 steps for a million pairs.
        var many = Sparse(600);
        Assert.Null(TypeHierarchy.Of(many, out var tooMany));
        Assert.StartsWith("A", many[tooMany].Name, StringComparison.Ordinal);
        var refused = Assert.Throws<EntityStoreException>(() => EntityStore.Of(many.Select(static type =>
            new Entity(EntityUid.Of("G", type.Name), parents: [.. type.ParentTypes.Select(static parent => EntityUid.Of("G", parent))]))));
        Assert.Contains("more than 160000000 steps", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TypeHierarchy_RandomGraphs_AgreesWithASearch()
    {
        var chance = new Random(20260701);
        for (var round = 0; round < 200; round++)
        {
            var count = chance.Next(1, 140);
            var types = Enumerable.Range(0, count).Select(i => Type($"T{i}", [.. Enumerable.Range(0, chance.Next(4)).Select(_ => $"T{chance.Next(count)}")])).ToList();
            var hierarchy = TypeHierarchy.Of(types, out _)!;
            foreach (var type in types)
            {
                var above = new HashSet<string>(StringComparer.Ordinal);
                var rest = new Stack<string>(type.ParentTypes);
                while (rest.TryPop(out var next))
                    if (above.Add(next)) foreach (var parent in types[int.Parse(next.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)].ParentTypes) rest.Push(parent);
                foreach (var other in types) Assert.Equal(above.Contains(other.Name), hierarchy.IsAbove(type.Name, other.Name));
            }
        }
    }

    [Fact]
    public void TryParse_TypesInACircle_StandBelowEachOther()
    {
        Assert.True(CedarSchema.TryParse("entity A in [B]; entity B in [A]; entity C in [A]; entity D;", out var schema, out _));
        Assert.True(schema.MayStandBelow(schema.EntityTypes["A"], "A"));
        Assert.True(schema.MayStandBelow(schema.EntityTypes["C"], "B"));
        Assert.False(schema.MayStandBelow(schema.EntityTypes["A"], "C"));
        Assert.False(schema.MayStandBelow(schema.EntityTypes["D"], "D"));
    }

    // One declaration of many names and many parents: as text it is short, as pairs it is their product.
    [Fact]
    public void TryParse_EntityTypesWithTooManyPairs_IsRefusedWithTheTypeAndItsPlace()
    {
        var names = string.Join(",", Enumerable.Range(0, 40_000).Select(static i => $"T{i}"));
        var parents = string.Join(",", Enumerable.Range(0, 40_000).Select(static i => $"P{i}"));
        Assert.False(CedarSchema.TryParse($"entity {parents};\nentity {names} in [{parents}];", out _, out var errors));
        var error = Assert.Single(errors);
        Assert.Contains("more than 10000000 pairs", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Position.Line);
    }

    [Fact]
    public void TryParse_ActionsWithTooManyPairs_IsRefused()
    {
        var names = string.Join(",", Enumerable.Range(0, 40_000).Select(static i => $"a{i}"));
        var groups = string.Join(",", Enumerable.Range(0, 40_000).Select(static i => $"g{i}"));
        Assert.False(CedarSchema.TryParse($"action {groups};\naction {names} in [{groups}];", out _, out var errors));
        Assert.Contains("more than 10000000 pairs", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_TensOfThousandsOfTypesAndActions_AreRead()
    {
        var types = string.Join(",", Enumerable.Range(0, 30_000).Select(static i => $"T{i}"));
        var actions = string.Join(",", Enumerable.Range(0, 30_000).Select(static i => $"a{i}"));
        Assert.True(CedarSchema.TryParse($"entity G, H in [G]; entity {types} in [H]; action top; action g in [top]; action {actions} in [g] appliesTo {{ principal: [G], resource: [{types}] }};", out var schema, out var errors), string.Join('\n', errors));
        Assert.True(schema.MayStandBelow(schema.EntityTypes["T7"], "G"));
        Assert.Equal(2, schema.ActionEntities.AncestorsOf(EntityUid.Of("Action", "a7")).Count);
        Assert.Equal(schema.Actions[EntityUid.Of("Action", "a1")].ResourceTypes, schema.Actions[EntityUid.Of("Action", "a2")].ResourceTypes);
    }

    [Fact]
    public void TryParse_ActionAboveItself_IsRefusedAtItsOwnPlace()
    {
        Assert.False(CedarSchema.TryParse("action first;\naction a in [b];\naction b in [a];", out _, out var errors));
        Assert.InRange(Assert.Single(errors).Position.Line, 2, 3);
        Assert.Contains("its own ancestor", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EntityStore_DenseHierarchy_KnowsEveryAncestor()
    {
        var uids = Enumerable.Range(0, 1_500).Select(static i => EntityUid.Of("G", i.ToString(System.Globalization.CultureInfo.InvariantCulture))).ToImmutableArray();
        var store = EntityStore.Of(uids.Select((uid, i) => new Entity(uid, parents: uids[..i])));
        Assert.Equal(1_499, store.AncestorsOf(uids[^1]).Count);
        Assert.True(store.AncestorsOf(uids[700]).Contains(uids[699]));
        Assert.False(store.AncestorsOf(uids[700]).Contains(uids[700]));
    }

    [Fact]
    public void Overlay_OfAnEntityAboveWhichTheStoreKnows_FindsACircleThroughTheStore()
    {
        var (a, b, c) = (EntityUid.Of("G", "a"), EntityUid.Of("G", "b"), EntityUid.Of("G", "c"));
        var store = EntityStore.Of(new Entity(b, parents: [c]));
        Assert.Equal(2, store.Overlay(new Entity(a, parents: [b])).AncestorsOf(a).Count);
        Assert.Throws<EntityStoreException>(() => store.Overlay(new Entity(c, parents: [b])));
    }

    [Fact]
    public void TryParse_ManyAnnotationsOnOneDeclaration_AreReadAndATwinIsFound()
    {
        var many = string.Concat(Enumerable.Range(0, 40_000).Select(static i => $"@a{i} "));
        Assert.True(SchemaText.TryRead($"{many} entity A;", out var document, out _));
        Assert.Equal(40_000, document.Namespaces[0].Entities[0].Annotations.Length);
        Assert.False(SchemaText.TryRead($"{many} @a7 entity A;", out _, out _));
    }
}
