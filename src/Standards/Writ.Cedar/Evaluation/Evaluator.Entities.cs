using Writ.Cedar.Ast;
using Writ.Cedar.Values;

namespace Writ.Cedar.Evaluation;

// The operators that look into records and entities.
public readonly partial struct Evaluator
{
    private EvaluationResult Attribute(Expr.Attribute e)
    {
        var target = Evaluate(e.Target);
        if (target.Error is not null) return target;
        if (target.Value.TryGetRecord(out var record))
        {
            return record.TryGet(e.Name, out var field)
                ? field
                : EvaluationResult.Failed(EvaluationErrorKind.MissingAttribute, e.At, $"the record has no `{e.Name}`");
        }

        if (!target.Value.TryGetEntity(out var uid)) return EvaluationResult.WrongType(e.Target.At, "Record or entity", target.Value.Kind);
        if (!_entities.TryFind(uid, out var entity)) return Missing(e, uid);
        return entity.Attributes.TryGet(e.Name, out var value)
            ? value
            : EvaluationResult.Failed(EvaluationErrorKind.MissingAttribute, e.At, $"`{uid}` has no attribute `{e.Name}`");
    }

    private EvaluationResult Has(Expr.Has e)
    {
        var target = Evaluate(e.Target);
        if (target.Error is not null) return target;
        var value = target.Value;
        foreach (var name in e.Path)
        {
            CedarRecord? fields;
            if (value.TryGetEntity(out var uid)) fields = _entities.TryFind(uid, out var entity) ? entity.Attributes : CedarRecord.Empty;
            else if (!value.TryGetRecord(out fields)) return EvaluationResult.WrongType(e.At, "Record or entity", value.Kind);
            if (!fields.TryGet(name, out value)) return CedarValue.From(false);
        }

        return CedarValue.From(true);
    }

    private EvaluationResult Tag(Expr.Binary e, CedarValue x, CedarValue y)
    {
        if (!x.TryGetEntity(out var uid)) return EvaluationResult.WrongType(e.Left.At, ValueKind.Entity, x.Kind);
        if (!y.TryGetString(out var key)) return EvaluationResult.WrongType(e.Right.At, ValueKind.String, y.Kind);
        var onlyAsked = e.Operator == BinaryOperator.HasTag;
        if (!_entities.TryFind(uid, out var entity)) return onlyAsked ? CedarValue.From(false) : Missing(e, uid);
        if (onlyAsked) return CedarValue.From(entity.Tags.Has(key));
        return entity.Tags.TryGet(key, out var value)
            ? value
            : EvaluationResult.Failed(EvaluationErrorKind.MissingTag, e.At, $"`{uid}` has no tag `{key}`");
    }

    private EvaluationResult Is(Expr.Is e)
    {
        var target = Evaluate(e.Target, ValueKind.Entity);
        if (target.Error is not null) return target;
        if (target.Value.Entity.Type != e.Type) return CedarValue.From(false);
        if (e.In is null) return CedarValue.From(true);
        var ancestor = Evaluate(e.In);
        return ancestor.Error is null ? In(e.In, target.Value.Entity, ancestor.Value) : ancestor;
    }

    private EvaluationResult In(Expr.Binary e, CedarValue x, CedarValue y) => x.TryGetEntity(out var uid)
        ? In(e.Right, uid, y)
        : EvaluationResult.WrongType(e.Left.At, ValueKind.Entity, x.Kind);

    private EvaluationResult In(Expr right, EntityUid uid, CedarValue ancestors)
    {
        if (ancestors.TryGetEntity(out var one)) return CedarValue.From(IsIn(uid, one));
        if (!ancestors.TryGetSet(out var set)) return EvaluationResult.WrongType(right.At, "entity or Set of entities", ancestors.Kind);

        // Every member must be an entity, also behind the one that fits.
        var found = false;
        foreach (var member in set.Items)
        {
            if (!member.TryGetEntity(out var ancestor)) return EvaluationResult.WrongType(right.At, "a Set of entities only", member.Kind);
            found = found || IsIn(uid, ancestor);
        }

        return CedarValue.From(found);
    }

    internal bool IsIn(EntityUid uid, EntityUid ancestor) => uid.Equals(ancestor) || _entities.AncestorsOf(uid).Contains(ancestor);

    private static EvaluationResult Missing(Expr e, EntityUid uid) =>
        EvaluationResult.Failed(EvaluationErrorKind.MissingEntity, e.At, $"`{uid}` is not in the store");
}
