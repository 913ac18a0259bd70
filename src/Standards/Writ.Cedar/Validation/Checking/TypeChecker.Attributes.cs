using Writ.Cedar.Ast;
using Writ.Cedar.Syntax;
using Writ.Cedar.Validation.Types;

namespace Writ.Cedar.Validation.Checking;

// The operators that look into records and entities.
internal sealed partial class TypeChecker
{
    private Answer Attribute(Expr.Attribute e, CapabilitySet held)
    {
        var target = Check(e.Target, held, Expectation.EntityOrRecord);
        if (target.Type is null) return Answer.Wrong();
        var depth = LookInto(target, e.At, e.Name);
        if (Find(target.Type, e.Name) is not { } field) return NoSuchAttribute(e, e.Name, target.Type);
        if (field.IsRequired || held.Contains(new Capability(context.Shapes.Of(e.Target), e.Name, 0)))
            return Answer.Of(field.Type, depth).After(target.IsSound);
        context.Tell(ValidationKind.UnsafeOptionalAttribute, e, target.Type, () => (
            $"found the attribute {MessageText.Name(e.Name)} of {TypeText.Of(target.Type)}, which may be absent",
            $"ask first: `{MessageText.Path(e.Target) ?? ".."} has {MessageText.Key(e.Name)} && ..`"));
        return Answer.Wrong(field.Type);
    }

    private Answer NoSuchAttribute(Expr e, string name, CedarType type)
    {
        var known = type switch
        {
            CedarType.Record record => record.Fields.Keys,
            CedarType.Entity { Names: [var only] } when _types.Schema.EntityTypes.TryGetValue(only, out var entity) => entity.Shape.Attributes.Keys,
            _ => Enumerable.Empty<string>(),
        };
        context.Tell(ValidationKind.UnsafeAttribute, e, type, () => ($"found the attribute {MessageText.Name(name)}, which {TypeText.Of(type)} does not have", Nearest.Hint(name, known)));
        return Answer.Wrong();
    }

    private Answer Has(Expr.Has e, CapabilitySet held)
    {
        var target = Check(e.Target, held, Expectation.EntityOrRecord);
        if (target.Type is not { } type) return Answer.Wrong(CedarType.Bool.Any);

        // `has a.b` asks for `a`, and if it is there for `b` of it.
        var shape = context.Shapes.Of(e.Target);
        var all = Answer.Of(CedarType.Bool.True).After(target.IsSound);
        for (var i = 0; ; i++)
        {
            context.Budget.Spend(1);
            var name = e.Path[i];
            all = Both(all, HasOne(type, shape, name, held));
            var depth = LookInto(target, e.At, name);
            if (all.IsFalse || i == e.Path.Length - 1) return all;
            if (Find(type, name) is not { } field) return NoSuchAttribute(e, name, type);
            if (!Expectation.EntityOrRecord.Fits(field.Type)) return Unexpected(e, Expectation.EntityOrRecord, field.Type);
            type = field.Type;
            target = Answer.Of(type, depth);
            shape = context.Shapes.OfAttribute(shape, name);
        }
    }

    private Answer HasOne(CedarType type, int shape, string name, CapabilitySet held)
    {
        if (Find(type, name) is not { } field) return Answer.Of(MayHave(type, name) ? CedarType.Bool.Any : CedarType.Bool.False);

        // A required attribute of an entity is there only if the entity is.
        var capability = new Capability(shape, name, 0);
        var isThere = (field.IsRequired && type is CedarType.Record) || held.Contains(capability);
        return Answer.Of(isThere ? CedarType.Bool.True : CedarType.Bool.Any, CapabilitySet.Of(capability));
    }

    private Field? Find(CedarType type, string name) => type switch
    {
        CedarType.Entity entity => _types.Attribute(entity, name),
        CedarType.Record record when record.Fields.TryGetValue(name, out var field) => field,
        _ => null,
    };

    private bool MayHave(CedarType type, string name) => type switch
    {
        CedarType.Entity entity => _types.MayHave(entity, name),
        CedarType.Record record => record.IsOpen || record.Fields.ContainsKey(name),
        _ => false,
    };

    /// <summary>The depth of an attribute; looking into an entity counts, and is told when it goes beyond the level.</summary>
    private Depth? LookInto(Answer target, Position at, string field) =>
        target.Type is CedarType.Record ? target.Depth?.Of(field) : LookInto(target, at);

    private Depth? LookInto(Answer entity, Position at)
    {
        if (context.MaxLevel is not { } level || entity.Depth is not { } depth) return null;
        if (depth.Literal is { } literal) context.Levels.Literal(literal);
        if (depth.Count == level) context.Levels.Exceeded(at, level);
        return new Depth(depth.Count + 1);
    }
}
