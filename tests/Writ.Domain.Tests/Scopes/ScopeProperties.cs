using FsCheck;
using FsCheck.Fluent;

namespace Writ.Domain.Tests.Scopes;

public sealed class ScopeProperties
{
    // A scope and one made from it, so that "is a subset" is true often enough to be worth asking.
    private static readonly Gen<(Scope Narrow, Scope Wide)> Nested =
        from wide in Generate.Scope
        from other in Generate.Scope
        from meet in Gen.Elements(true, true, false)
        select (meet ? wide.Intersect(other) : other, wide);

    [Fact]
    public void IsSubsetOf_AnyScope_IsReflexive() => Properties.Hold(Generate.Scope, static scope => scope.IsSubsetOf(scope));

    [Fact]
    public void IsSubsetOf_AnyThree_IsTransitive()
    {
        var held = 0;
        Properties.Hold(from b in Nested from c in Generate.Scope from a in Generate.Scope select (A: a.Intersect(b.Narrow), B: b.Narrow, C: b.Wide, Any: c), t =>
        {
            held += t.A.Entries.IsEmpty ? 0 : 1;
            return Transitive(t.A, t.B, t.C) && Transitive(t.A, t.Any, t.C) && Transitive(t.Any, t.A, t.B);
        });
        Assert.True(held > 100, $"only {held} cases had something in common");
    }

    [Fact]
    public void Intersect_AnyTwo_IsSubsetOfBoth() =>
        Properties.Hold(Generate.Scope.Two(), static t => t.Item1.Intersect(t.Item2) is var both && both.IsSubsetOf(t.Item1) && both.IsSubsetOf(t.Item2));

    [Fact]
    public void Intersect_WithItself_IsTheSame() =>
        Properties.Hold(Generate.Scope, static scope => Same(scope.Intersect(scope), scope));

    [Fact]
    public void Intersect_AnyTwo_Commutes() =>
        Properties.Hold(Generate.Scope.Two(), static t => Same(t.Item1.Intersect(t.Item2), t.Item2.Intersect(t.Item1)));

    [Fact]
    public void Intersect_AnyTwoAndARequest_AllowsOnlyWhatBothAllow()
    {
        var allowed = 0;
        Properties.Hold(from scopes in Generate.Scope.Two() from request in Generate.Request select (scopes.Item1, scopes.Item2, request), t =>
        {
            var both = t.Item1.Intersect(t.Item2).Allows(t.request);
            allowed += both ? 1 : 0;
            return !both || (t.Item1.Allows(t.request) && t.Item2.Allows(t.request));
        });
        Assert.True(allowed > 4, $"only {allowed} cases were allowed at all");
    }

    [Fact]
    public void Allows_BySubset_IsAllowedByTheWider()
    {
        var allowed = 0;
        Properties.Hold(from nested in Nested from request in Generate.Request select (nested.Narrow, nested.Wide, request), t =>
        {
            var narrow = t.Narrow.IsSubsetOf(t.Wide) && t.Narrow.Allows(t.request);
            allowed += narrow ? 1 : 0;
            return !narrow || t.Wide.Allows(t.request);
        });
        Assert.True(allowed > 4, $"only {allowed} cases were allowed at all");
    }

    [Fact]
    public void Intersect_ChainOfOneToSix_OnlyNarrows() =>
        Properties.Hold(from chain in Gen.Choose(2, 7).SelectMany(static n => Gen.ListOf(Generate.Scope, n)) from request in Generate.Request select (chain, request), static t =>
        {
            var scope = t.chain[0];
            foreach (var next in t.chain.Skip(1))
            {
                var narrower = scope.Intersect(next);
                if (!narrower.IsSubsetOf(scope) || (narrower.Allows(t.request) && !scope.Allows(t.request)))
                {
                    return false;
                }

                scope = narrower;
            }

            return scope.IsSubsetOf(t.chain[0]);
        });

    [Fact]
    public void Nothing_AnyScopeAndRequest_AllowsNothingAndAbsorbs() =>
        Properties.Hold(from scope in Generate.Scope from request in Generate.Request select (scope, request), static t =>
            !Scope.Nothing.Allows(t.request) && Scope.Nothing.IsSubsetOf(t.scope) && t.scope.Intersect(Scope.Nothing).Entries.IsEmpty && Scope.Nothing.Intersect(t.scope).Entries.IsEmpty);

    [Fact]
    public void Allows_AnyRequest_IsMentioned() =>
        Properties.Hold(from scope in Generate.Scope from request in Generate.Request select (scope, request), static t =>
            !t.scope.Allows(t.request) || (t.scope.Mentions(t.request.Name) && t.scope.Mentions(t.request.Name.Server)));

    [Fact]
    public void Constraint_AnyTwo_CoverWhatTheySay()
    {
        var covered = 0;
        Properties.Hold(from a in Generate.Met from b in Generate.Met from value in Generate.Value select (a, b, value), t =>
        {
            covered += t.a.Covers(t.b) ? 1 : 0;
            return t.a.Covers(t.a) && (!t.a.Covers(t.b) || !t.b.Allows(t.value) || t.a.Allows(t.value));
        });
        Assert.True(covered > 100, $"only {covered} cases covered one another");
    }

    [Fact]
    public void Constraint_AnyThree_CoverTransitively()
    {
        var held = 0;
        Properties.Hold(from a in Generate.Met from b in Generate.Met from c in Generate.Met select (a, b, c, Ab: a.Intersect(b)!), t =>
        {
            held += t.b.Covers(t.a) && t.c.Covers(t.b) ? 1 : 0;
            return (!(t.b.Covers(t.a) && t.c.Covers(t.b)) || t.c.Covers(t.a)) && (!t.c.Covers(t.a) || t.c.Covers(t.Ab));
        });
        Assert.True(held > 100, $"only {held} cases covered one another");
    }

    [Fact]
    public void Constraint_AnyTwo_MeetExactlyAndCommute()
    {
        var both = 0;
        Properties.Hold(from a in Generate.Met from b in Generate.Met from values in Gen.ListOf(Generate.Value, 12) select (a, b, values), t =>
        {
            var (ab, ba) = (t.a.Intersect(t.b)!, t.b.Intersect(t.a)!);
            both += t.values.Any(ab.Allows) ? 1 : 0;
            return t.values.All(value => ab.Allows(value) == (t.a.Allows(value) && t.b.Allows(value)))
                && ab.Covers(ba) && ba.Covers(ab) && t.a.Covers(ab) && t.b.Covers(ab)
                && ab.Intersect(ab) is { } again && again.Covers(ab) && ab.Covers(again);
        });
        Assert.True(both > 50, $"only {both} cases had something in common");
    }

    private static bool Transitive(Scope a, Scope b, Scope c) => !(a.IsSubsetOf(b) && b.IsSubsetOf(c)) || a.IsSubsetOf(c);

    private static bool Same(Scope a, Scope b) => a.IsSubsetOf(b) && b.IsSubsetOf(a);
}
