using System.Collections.Frozen;
using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Json;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Ast;

/// <summary>What the grammar cannot say is refused where it is built, so no engine has to have an opinion on it.</summary>
public sealed class GrammarTests
{
    private static readonly ScopeConstraint Any = ScopeConstraint.Any.Instance;
    private static readonly EntityUid Group = EntityUid.Of("Group", "g");
    private static readonly EntityUid View = EntityUid.Of("Action", "view");
    private static readonly Expr One = new Expr.Literal(1L, default);
    private static readonly Expr Missing = null!;

    private static readonly ScopeConstraint[] OfActions = [Any, new ScopeConstraint.Equal(View), new ScopeConstraint.In(View), new ScopeConstraint.InAny([View, EntityUid.Of("A::Action", "edit")])];

    private static readonly ScopeConstraint[] OfOthers =
    [
        Any, new ScopeConstraint.Equal(View), new ScopeConstraint.In(View), new ScopeConstraint.Equal(Group), new ScopeConstraint.In(Group), new ScopeConstraint.Is("User"), new ScopeConstraint.IsIn("User", Group),
        new ScopeConstraint.EqualSlot(), new ScopeConstraint.InSlot(), new ScopeConstraint.IsInSlot("User"),
    ];

    [Fact]
    public void Policy_EveryConstraintInEveryPlace_IsRefusedJustWhereItCannotBeWritten()
    {
        foreach (var constraint in OfOthers.Union(OfActions))
        {
            Check(OfOthers.Contains(constraint), () => Make(principal: constraint));
            Check(OfActions.Contains(constraint), () => Make(action: constraint));
            Check(OfOthers.Contains(constraint), () => Make(resource: constraint));
        }

        // What is accepted can be written, and read back.
        static void Check(bool fits, Func<Policy> make)
        {
            if (!fits)
            {
                Assert.ThrowsAny<ArgumentException>(make);
                return;
            }

            var text = CedarText.Write(make());
            Assert.True(Writ.Cedar.Authorization.PolicySet.TryParse(text, out _, out var errors), string.Join('\n', errors));
        }
    }

    public static TheoryData<string, Action> Impossible => new()
    {
        { "condition of no kind", () => _ = new Condition((ConditionKind)9, One) },
        { "condition without body", () => _ = new Condition(ConditionKind.When, Missing) },
        { "null condition", () => Make(conditions: [null!]) },
        { "annotation that is no identifier", () => Make(annotations: new() { ["a b"] = "" }) },
        { "annotation without value", () => Make(annotations: new() { ["a"] = null! }) },
        { "annotation that is no text", () => Make(annotations: new() { ["a"] = "\ud800" }) },
        { "bare annotation that is none", () => _ = new Policy("p", Effect.Permit, Any, Any, Any, []) { BareAnnotations = FrozenSet.ToFrozenSet(["a"]) } },
        { "bare annotation with a value", () => _ = new Policy("p", Effect.Permit, Any, Any, Any, [], new Dictionary<string, string> { ["a"] = "b" }) { BareAnnotations = FrozenSet.ToFrozenSet(["a"]) } },
        { "equal to nothing", () => _ = new ScopeConstraint.Equal(null!) },
        { "in nothing", () => _ = new ScopeConstraint.In(null!) },
        { "in no list", () => _ = new ScopeConstraint.InAny(default) },
        { "in a list with a gap", () => _ = new ScopeConstraint.InAny([Group, null!]) },
        { "action that is none", () => Make(action: new ScopeConstraint.InAny([View, Group])) },
        { "is no type", () => _ = new ScopeConstraint.Is("a b") },
        { "is nothing", () => _ = new ScopeConstraint.Is(null!) },
        { "is no type in", () => _ = new ScopeConstraint.IsIn("", Group) },
        { "is a type in nothing", () => _ = new ScopeConstraint.IsIn("User", null!) },
        { "is no type in a slot", () => _ = new ScopeConstraint.IsInSlot("User::") },
        { "literal that is no text", () => _ = new Expr.Literal("a\ud800", default) },
        { "literal of a set with what is no text", () => _ = new Expr.Literal(CedarSet.Of(1, CedarSet.Of("\udc00\ud800")), default) },
        { "literal of a record with a name that is no text", () => _ = new Expr.Literal(CedarSet.Of(CedarRecord.Of(("\ud800", 1))), default) },
        { "literal of a record with what is no text", () => _ = new Expr.Literal(CedarRecord.Of(("a", CedarRecord.Of(("b", "\ud800"), ("c", 1)))), default) },
        { "record with a name that is no text", () => _ = new Expr.RecordLiteral([new("\ud800", One)], default) },
        { "has a path that is no text", () => _ = new Expr.Has(One, ["a", "\ud800"], default) },
        { "entity whose id is no text", () => _ = EntityUid.Of("User", "\ud800") },
        { "literal of nothing", () => _ = new Expr.Literal(default, default) },
        { "variable of no name", () => _ = new Expr.Var((Variable)99, default) },
        { "unary of no operator", () => _ = new Expr.Unary((UnaryOperator)99, One, default) },
        { "unary of nothing", () => _ = new Expr.Unary(UnaryOperator.Not, Missing, default) },
        { "binary of no operator", () => _ = new Expr.Binary((BinaryOperator)99, One, One, default) },
        { "binary without left", () => _ = new Expr.Binary(BinaryOperator.Add, Missing, One, default) },
        { "binary without right", () => _ = new Expr.Binary(BinaryOperator.Add, One, Missing, default) },
        { "and without right", () => _ = new Expr.And(One, Missing, default) },
        { "or without left", () => _ = new Expr.Or(Missing, One, default) },
        { "if without condition", () => _ = new Expr.If(Missing, One, One, default) },
        { "if without then", () => _ = new Expr.If(One, Missing, One, default) },
        { "if without else", () => _ = new Expr.If(One, One, Missing, default) },
        { "attribute of nothing", () => _ = new Expr.Attribute(Missing, "a", default) },
        { "attribute without name", () => _ = new Expr.Attribute(One, null!, default) },
        { "attribute that is no text", () => _ = new Expr.Attribute(One, "a\udc00", default) },
        { "has nothing", () => _ = new Expr.Has(One, [], default) },
        { "has no path", () => _ = new Expr.Has(One, default, default) },
        { "has a path with a gap", () => _ = new Expr.Has(One, ["a", null!], default) },
        { "nothing has", () => _ = new Expr.Has(Missing, ["a"], default) },
        { "like nothing", () => _ = new Expr.Like(One, null!, default) },
        { "nothing like", () => _ = new Expr.Like(Missing, new Pattern(["a"]), default) },
        { "pattern of nothing", () => _ = new Pattern([]) },
        { "pattern of no list", () => _ = new Pattern(default) },
        { "pattern with a gap", () => _ = new Pattern(["a", null!]) },
        { "is of no type", () => _ = new Expr.Is(One, "1", null, default) },
        { "is of a reserved type", () => _ = new Expr.Is(One, "A::in", null, default) },
        { "nothing is", () => _ = new Expr.Is(Missing, "User", null, default) },
        { "set of no list", () => _ = new Expr.SetLiteral(default, default) },
        { "set with a gap", () => _ = new Expr.SetLiteral([Missing], default) },
        { "record of no list", () => _ = new Expr.RecordLiteral(default, default) },
        { "record with a gap", () => _ = new Expr.RecordLiteral([new("a", Missing)], default) },
        { "record with a field twice", () => _ = new Expr.RecordLiteral([new("a", One), new("a", new Expr.Var(Variable.Context, default))], default) },
        { "call of no function", () => _ = new Expr.Call((ExtensionFunction)99, [One], default) },
        { "call of no list", () => _ = new Expr.Call(ExtensionFunction.Ip, default, default) },
        { "call with a gap", () => _ = new Expr.Call(ExtensionFunction.Ip, [Missing], default) },
        { "method without receiver", () => _ = new Expr.Call(ExtensionFunction.IsIpv4, [], default) },
        { "expression deeper than the limit", () => Deep(Expr.MaxDepth + 100) },
        { "condition deeper than the limit", () => Make(conditions: [new Condition(ConditionKind.When, Deep(Expr.MaxDepth + 1))]) },
        { "no nesting", () => _ = new ParseOptions { MaxNesting = 0 } },
        { "negative length", () => _ = new ParseOptions { MaxTextLength = -1 } },
        { "depth nobody can keep to", () => _ = new ParseOptions { MaxExpressionDepth = Expr.MaxDepth + 1 } },
    };

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public void Construct_WhatTheGrammarCannotSay_IsRefused(string what, Action make) =>
        Assert.True(Record.Exception(make) is ArgumentException, what);

    [Fact]
    public void Construct_JustInsideTheLimits_IsAccepted()
    {
        Assert.Equal(Expr.MaxDepth, Make(conditions: [new Condition(ConditionKind.When, Deep(Expr.MaxDepth))]).Conditions[0].Body.Depth);
        Assert.Equal(4, new Expr.Has(One, ["a", "b c", ""], default).Depth);
        Assert.Equal(2, new Expr.Call(ExtensionFunction.Ip, [One, One, One], default).Depth);
        Assert.Equal(1, new Expr.Call(ExtensionFunction.Ip, [], default).Depth);
        Assert.Equal("😀", EntityUid.Of("User", "😀").Id);
        Assert.False(EntityUid.TryCreate("User", "\ud83d", out _));
        Assert.Equal(1, new Expr.Literal(CedarSet.Of("😀", CedarRecord.Of(("😀", "a😀"))), default).Depth);
    }

    [Theory]
    [InlineData("""{"Value":{"__extn":{"fn":"isIpv4","args":[]}}}""")]
    [InlineData("""{"isIpv4":[]}""")]
    [InlineData("""{"has":{"left":{"Var":"context"},"attr":[]}}""")]
    public void TryRead_JsonOfWhatTheGrammarCannotSay_IsRefused(string json) => Assert.False(ExpressionJson.TryRead(json, out _, out _));

    [Fact]
    public void TryRead_PathsAndValuesDeeperThanTheLimit_AreRefused()
    {
        var options = new ParseOptions { MaxExpressionDepth = Expr.MaxDepth, MaxNesting = Expr.MaxDepth };
        Assert.False(Expr.TryParse($"context has {string.Join('.', Enumerable.Repeat("a", Expr.MaxDepth + 100))}", out _, out var errors, options));
        Assert.Contains("deeper", errors[0].Message, StringComparison.Ordinal);
        Assert.True(Expr.TryParse($"context has {string.Join('.', Enumerable.Repeat("a", Expr.MaxDepth - 1))}", out var deepest, out _, options));
        Assert.False(ExpressionJson.TryRead(ExpressionJson.Write(deepest), out _, out _));
        Assert.True(ExpressionJson.TryRead(ExpressionJson.Write(deepest), out _, out _, options));
        var brackets = Expr.MaxDepth + 1;
        Assert.False(ExpressionJson.TryRead($"{{\"Value\":{new string('[', brackets)}{new string(']', brackets)}}}", out _, out var refused, options));
        Assert.Contains("deeper", refused.Message, StringComparison.Ordinal);
    }

    private static Expr Deep(int depth)
    {
        Expr deep = new Expr.Literal(true, default);
        for (var i = 1; i < depth; i++) deep = new Expr.Unary(UnaryOperator.Not, deep, default);
        return deep;
    }

    private static Policy Make(ScopeConstraint? principal = null, ScopeConstraint? action = null, ScopeConstraint? resource = null, ImmutableArray<Condition> conditions = default, Dictionary<string, string>? annotations = null) =>
        new("p", Effect.Forbid, principal ?? Any, action ?? Any, resource ?? Any, conditions, annotations);
}
