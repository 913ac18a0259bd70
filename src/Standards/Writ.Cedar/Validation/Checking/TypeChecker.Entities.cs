using Writ.Cedar.Ast;
using Writ.Cedar.Validation.Types;
using Writ.Cedar.Values;

namespace Writ.Cedar.Validation.Checking;

// The operators that ask for tags, types and ancestors of entities.
internal sealed partial class TypeChecker
{
    private Answer HasTag(Expr.Binary e, CapabilitySet held)
    {
        var entity = Check(e.Left, held, Expectation.Entity);
        var key = Check(e.Right, held, Expectation.String);
        if (entity.Type is not CedarType.Entity type) return Answer.Wrong(CedarType.Bool.Any);
        LookInto(entity, e.At);
        var capability = TagOf(e);
        var answer = _types.Tags(type).Count == 0 ? CedarType.Bool.False : held.Contains(capability) ? CedarType.Bool.True : CedarType.Bool.Any;
        return Answer.Of(answer, CapabilitySet.Of(capability)).After(entity.IsSound && key.IsSound);
    }

    private Answer GetTag(Expr.Binary e, CapabilitySet held)
    {
        var entity = Check(e.Left, held, Expectation.Entity);
        var key = Check(e.Right, held, Expectation.String);
        if (entity.Type is not CedarType.Entity type) return Answer.Wrong();
        var depth = LookInto(entity, e.At);
        var tags = _types.Tags(type);
        if (tags.Count == 0)
        {
            context.Tell(ValidationKind.NoTagsAllowed, e, type, () => ($"found `getTag` on {TypeText.Of(type)}, whose entities have no tags", null));
            return Answer.Wrong();
        }

        if (!held.Contains(TagOf(e)))
        {
            context.Tell(ValidationKind.UnsafeTag, e, type, () => (
                $"found a tag of {TypeText.Of(type)}, which may be absent", $"ask first, with the same key: `{MessageText.Path(e.Left) ?? ".."}.hasTag(..) && ..`"));
            return Answer.Wrong();
        }

        if (_lattice.Join(tags) is not { } tag) return Incompatible(e, tags, "the tags");
        return Answer.Of(tag, depth).After(entity.IsSound && key.IsSound);
    }

    private Capability TagOf(Expr.Binary e) => new(context.Shapes.Of(e.Left), null, context.Shapes.Of(e.Right));

    private Answer Is(Expr.Is e, CapabilitySet held)
    {
        var target = Check(e.Target, held, Expectation.Entity);
        if (target.Type is not CedarType.Entity type)
        {
            if (e.In is not null) Check(e.In, held, Expectation.EntityOrEntities);
            return Answer.Wrong(CedarType.Bool.Any);
        }

        var isOfType = Answer.Of(
            !type.Names.Contains(e.Type, StringComparer.Ordinal) ? CedarType.Bool.False
            : type.Names.Length == 1 ? CedarType.Bool.True
            : CedarType.Bool.Any).After(target.IsSound);
        return e.In is null || isOfType.IsFalse ? isOfType : Both(isOfType, In(e, e.Target, target, e.In, held));
    }

    private Answer In(Expr.Binary e, CapabilitySet held) => In(e, e.Left, Check(e.Left, held, Expectation.Entity), e.Right, held);

    private Answer In(Expr e, Expr left, Answer entity, Expr right, CapabilitySet held)
    {
        var ancestors = Check(right, held, Expectation.EntityOrEntities);
        LookInto(entity, e.At);
        if (!entity.IsSound || !ancestors.IsSound) return Answer.Wrong(CedarType.Bool.Any);
        if (Known(left) is { Kind: ValueKind.Entity } known && SchemaTypes.IsActionType(known.Entity.Type) && AreKnown(right))
            return Answer.Of(CedarType.Bool.Of(IsInAny(known.Entity, right)));
        return Answer.Of(entity.Type is CedarType.Entity type && TypeOfAncestors(ancestors.Type) is { } above && !_types.MayBeIn(type, above)
            ? CedarType.Bool.False
            : CedarType.Bool.Any);
    }

    private static CedarType.Entity? TypeOfAncestors(CedarType? type) => (type is CedarType.Set set ? set.Element : type) as CedarType.Entity;

    // The hierarchy of the actions is the schema's, so whether a known action is in known ones is known.
    private bool AreKnown(Expr right) => right is Expr.SetLiteral set ? set.Items.All(item => Known(item) is not null) : Known(right) is not null;

    private bool IsInAny(EntityUid action, Expr right)
    {
        context.Budget.Spend(right is Expr.SetLiteral all ? all.Items.Length : 1);
        return right is Expr.SetLiteral set ? set.Items.Any(item => IsIn(action, Known(item))) : IsIn(action, Known(right));
    }

    private bool IsIn(EntityUid action, CedarValue? group) => group is { } value && value.TryGetEntity(out var uid) && _types.IsIn(action, uid);
}
