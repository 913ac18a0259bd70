using Writ.Cedar.Ast;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

// `in`.
internal sealed partial class PartialEvaluator
{
    private Residual In(Residual left, Residual right, Position at)
    {
        if (left.Kind is not (ValueKind.None or ValueKind.Entity)) return Mismatch(left.At, "entity", left.Kind);
        if (right.Kind is not (ValueKind.None or ValueKind.Entity or ValueKind.Set)) return Mismatch(right.At, "entity or Set of entities", right.Kind);
        if (right is Residual.Value ancestors) return InKnown(left, ancestors, at);
        if (left is Residual.Var one && right is Residual.Var other && one.Name == other.Name) return Bool(true, at);
        var isTyped = left.Kind == ValueKind.Entity && AncestorTypeOf(right) is not null;
        var mayBe = EntityTypeOf(left) is { } type && AncestorTypeOf(right) is { } above && !MayBeIn(type, above) ? Verdicts.False : Verdicts.Bool;
        return Settled(new Residual.Binary(BinaryOperator.In, left, right, ResidualTypes.Bool, mayBe | Errors(left.MayError || right.MayError || !isTyped), at));
    }

    private Residual InKnown(Residual left, Residual.Value right, Position at)
    {
        if (right.Content.TryGetEntity(out var ancestor))
            return IsSomeIn(left, ancestor) is { } verdict ? Decided(verdict, left, right, at) : Undecided(left, right, at);
        foreach (var member in right.Content.Set)
            if (member.Kind != ValueKind.Entity) return Mismatch(right.At, "a Set of entities only", member.Kind);

        // Members it is known not to be in have no say; the rest are left, if it is in none for certain.
        var undecided = new List<CedarValue>();
        foreach (var member in right.Content.Set)
        {
            var verdict = IsSomeIn(left, member.Entity);
            if (verdict == true) return Bool(true, at);
            if (verdict is null) undecided.Add(member);
        }

        if (undecided.Count == 0) return Decided(verdict: false, left, right, at);
        return Undecided(left, undecided.Count == right.Content.Set.Count ? right : new Residual.Value(CedarSet.Of([.. undecided]), right.At, right.Type), at);
    }

    // An answer that does not depend on which entity stands on the left still errors where that does.
    private static Residual Decided(bool verdict, Residual left, Residual.Value right, Position at) => Settled(new Residual.Binary(
        BinaryOperator.In, left, right, ResidualTypes.Bool, (verdict ? Verdicts.True : Verdicts.False) | Errors(left.MayError || left.Kind == ValueKind.None), at));

    private static Residual.Binary Undecided(Residual left, Residual.Value right, Position at) =>
        new(BinaryOperator.In, left, right, ResidualTypes.Bool, Verdicts.Bool | Errors(left.MayError || left.Kind == ValueKind.None), at);

    // Whether whatever entity the left comes to is in another; null when that is unknown or depends.
    private bool? IsSomeIn(Residual left, EntityUid ancestor)
    {
        if (left is Residual.Value known) return IsIn(known.Content.Entity, ancestor);
        return EntityTypeOf(left) is { } type && !MayBeIn(type, ancestor.Type) ? false : null;
    }

    private bool? IsIn(EntityUid uid, EntityUid ancestor)
    {
        if (uid.Equals(ancestor)) return true;
        if (_schema.Actions.ContainsKey(uid)) return _schema.ActionEntities.AncestorsOf(uid).Contains(ancestor);
        return MayBeBelow(uid.Type, ancestor.Type) ? entities.IsBelow(uid, ancestor) : false;
    }

    private bool MayBeIn(string type, string ancestor) => type == ancestor || MayBeBelow(type, ancestor);

    // Entities stand only below types that their own declares, at any distance. Of types not declared nothing is said.
    private bool MayBeBelow(string type, string ancestor) =>
        !_schema.EntityTypes.TryGetValue(type, out var declared) || _schema.MayStandBelow(declared, ancestor);

    private static string? AncestorTypeOf(Residual right) => right.Type switch
    {
        SchemaType.Entity entity => entity.Type,
        SchemaType.Set { Element: SchemaType.Entity entity } => entity.Type,
        _ => null,
    };
}
