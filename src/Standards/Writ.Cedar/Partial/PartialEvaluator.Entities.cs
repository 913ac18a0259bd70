using System.Collections.Immutable;
using Writ.Cedar.Ast;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

// The operators that look into records and entities.
internal sealed partial class PartialEvaluator
{
    private Residual Attribute(Residual target, string name, Position at)
    {
        if (target is Residual.Error) return target;
        if (target.Kind is not (ValueKind.None or ValueKind.Record or ValueKind.Entity)) return Mismatch(target.At, "Record or entity", target.Kind);
        if (target is Residual.Value { Content: var content } && Fields(content, out var fields) is var known and not Knowledge.Unknown)
        {
            if (fields.TryGet(name, out var value)) return new Residual.Value(value, at, Declared(target, name)?.Type);
            return known == Knowledge.Absent ? Absent(content.Entity, at) : NoAttribute(name, at);
        }

        if (target is Residual.Record record)
        {
            var field = record.Fields.FirstOrDefault(field => field.Key == name).Value;
            if (field is null) return NoAttribute(name, at);

            // The other fields are evaluated too, so none of them may be able to error.
            if (record.Fields.All(other => ReferenceEquals(other.Value, field) || !other.Value.MayError)) return field;
            return new Residual.Attribute(target, name, field.Type, ResidualTypes.VerdictsOf(field.Type, mayError: true), at);
        }

        if (target.Type is null) return new Residual.Attribute(target, name, type: null, Verdicts.Any, at);
        if (Declared(target, name) is not { } attribute) return NoAttribute(name, at);

        // An entity may be absent, whatever its type requires.
        var mayError = target.MayError || !attribute.IsRequired || target.Kind == ValueKind.Entity;
        return new Residual.Attribute(target, name, attribute.Type, ResidualTypes.VerdictsOf(attribute.Type, mayError), at);
    }

    private Residual Has(Residual target, ImmutableArray<string> path, Position at)
    {
        if (target is Residual.Error) return target;
        var next = 0;
        while (true)
        {
            if (target is Residual.Value { Content: var content })
            {
                if (content.Kind is not (ValueKind.Record or ValueKind.Entity)) return Mismatch(at, "Record or entity", content.Kind);
                if (Fields(content, out var fields) == Knowledge.Unknown) break;
                if (!fields.TryGet(path[next], out var value)) return Bool(false, at);
                target = new Residual.Value(value, target.At, Declared(target, path[next])?.Type);
            }
            else if (target is Residual.Record { MayError: false } record)
            {
                var field = record.Fields.FirstOrDefault(field => field.Key == path[next]).Value;
                if (field is null) return Bool(false, at);
                target = field;
            }
            else
            {
                break;
            }

            if (++next == path.Length) return Bool(true, at);
        }

        return Settled(new Residual.Has(target, next == 0 ? path : path[next..], OfHas(target, path.AsSpan()[next..]), at));
    }

    private Verdicts OfHas(Residual target, ReadOnlySpan<string> path)
    {
        var result = Errors(target.MayError);
        var type = target.Type;
        var isCertain = true;
        foreach (var name in path)
        {
            if (type is null) return Verdicts.Bool | Verdicts.Error;
            if (AttributesOf(type) is not { } attributes) return result | Verdicts.Error | (isCertain ? Verdicts.None : Verdicts.False);
            if (!attributes.Attributes.TryGetValue(name, out var attribute)) return result | Verdicts.False;
            isCertain &= attribute.IsRequired && type is SchemaType.Record;
            type = attribute.Type;
        }

        return result | (isCertain ? Verdicts.True : Verdicts.Bool);
    }

    private Residual Tag(BinaryOperator operation, Residual left, Residual right, Position at)
    {
        if (left.Kind is not (ValueKind.None or ValueKind.Entity)) return Mismatch(left.At, "entity", left.Kind);
        if (right.Kind is not (ValueKind.None or ValueKind.String)) return Mismatch(right.At, "String", right.Kind);
        var onlyAsked = operation == BinaryOperator.HasTag;
        var type = EntityTypeOf(left) is { } name ? TagsOf(name) : null;
        if (left is Residual.Value { Content.Entity: var uid } && right is Residual.Value { Content.String: var key } && Tags(uid, out var tags) is var known and not Knowledge.Unknown)
        {
            if (onlyAsked) return Bool(tags.Has(key), at);
            if (tags.TryGet(key, out var value)) return new Residual.Value(value, at, type);
            return known == Knowledge.Absent ? Absent(uid, at) : NoTag(key, at);
        }

        var isTyped = left.Kind != ValueKind.None && right.Kind != ValueKind.None;
        var hasNone = type is null && left.Kind != ValueKind.None;
        if (onlyAsked)
        {
            var mayError = left.MayError || right.MayError || !isTyped;
            return Settled(new Residual.Binary(operation, left, right, ResidualTypes.Bool, (hasNone ? Verdicts.False : Verdicts.Bool) | Errors(mayError), at));
        }

        return hasNone
            ? NoTags(at)
            : new Residual.Binary(operation, left, right, type, ResidualTypes.VerdictsOf(type, mayError: true), at);
    }

    private Residual Is(Residual target, string entityType, Residual? ancestor, Position at)
    {
        if (target is Residual.Error) return target;
        if (target.Kind is not (ValueKind.None or ValueKind.Entity)) return Mismatch(target.At, "entity", target.Kind);
        if (EntityTypeOf(target) is not { } type) return new Residual.Is(target, entityType, ancestor, Verdicts.Bool | Verdicts.Error, at);
        if (type == entityType && ancestor is not null) return Binary(BinaryOperator.In, target, ancestor, at);
        return Settled(new Residual.Is(target, entityType, ancestor: null, (type == entityType ? Verdicts.True : Verdicts.False) | Errors(target.MayError), at));
    }

    private static string? EntityTypeOf(Residual residual) => residual switch
    {
        Residual.Value { Content: var content } => content.TryGetEntity(out var uid) ? uid.Type : null,
        { Type: SchemaType.Entity entity } => entity.Type,
        _ => null,
    };

    // Null: no record and no entity. A type the schema does not declare, such as that of an action, has no attributes.
    private SchemaType.Record? AttributesOf(SchemaType type) => type switch
    {
        SchemaType.Record record => record,
        SchemaType.Entity entity => _schema.EntityTypes.TryGetValue(entity.Type, out var declared) ? declared.Shape : SchemaType.Record.Empty,
        _ => null,
    };

    private SchemaType? TagsOf(string entityType) => _schema.EntityTypes.TryGetValue(entityType, out var declared) ? declared.Tags : null;

    private SchemaAttribute? Declared(Residual target, string name) =>
        target.Type is { } type && AttributesOf(type) is { } attributes ? attributes.Attributes.GetValueOrDefault(name) : null;

    private Knowledge Fields(CedarValue target, out CedarRecord fields)
    {
        if (target.TryGetEntity(out var uid))
            return IsAction(uid, out fields) ? Knowledge.Known : entities.Attributes(uid, out fields);
        fields = target.Record;
        return Knowledge.Known;
    }

    private Knowledge Tags(EntityUid uid, out CedarRecord tags) => IsAction(uid, out tags) ? Knowledge.Known : entities.Tags(uid, out tags);

    private bool IsAction(EntityUid uid, out CedarRecord nothing)
    {
        nothing = CedarRecord.Empty;
        return _schema.Actions.ContainsKey(uid);
    }

    private static Residual.Error NoAttribute(string name, Position at) =>
        new(new EvaluationError(EvaluationErrorKind.MissingAttribute, at, $"there is no attribute `{name}`"));

    private static Residual.Error NoTag(string key, Position at) =>
        new(new EvaluationError(EvaluationErrorKind.MissingTag, at, $"there is no tag `{key}`"));

    private static Residual.Error NoTags(Position at) => new(new EvaluationError(EvaluationErrorKind.MissingTag, at, "entities of this type have no tags"));

    private static Residual.Error Absent(EntityUid uid, Position at) =>
        new(new EvaluationError(EvaluationErrorKind.MissingEntity, at, $"`{uid}` does not exist"));
}
