using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Entities;
using Writ.Cedar.Json;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>What the entity types and actions are made of, with every name resolved.</summary>
public sealed class CedarSchema
{
    private readonly FrozenDictionary<string, HashSet<string>> _ancestorTypes;

    internal CedarSchema(IEnumerable<SchemaEntity> entityTypes, IEnumerable<SchemaAction> actions, EntityStore actionEntities)
    {
        EntityTypes = entityTypes.ToFrozenDictionary(entity => entity.Name, StringComparer.Ordinal);
        Actions = actions.ToFrozenDictionary(action => action.Uid);
        ActionEntities = actionEntities;
        _ancestorTypes = EntityTypes.Values.ToFrozenDictionary(entity => entity.Name, Above, StringComparer.Ordinal);
    }

    /// <summary>The entity types by full name.</summary>
    public FrozenDictionary<string, SchemaEntity> EntityTypes { get; }

    /// <summary>The actions by uid.</summary>
    public FrozenDictionary<EntityUid, SchemaAction> Actions { get; }

    /// <summary>The actions as entities, each below its groups.</summary>
    public EntityStore ActionEntities { get; }

    /// <summary>Reads a schema in Cedar syntax and resolves its names.</summary>
    /// <param name="text">The text.</param>
    /// <param name="schema">The schema, when there was no error.</param>
    /// <param name="errors">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out CedarSchema? schema,
        out ImmutableArray<SyntaxError> errors,
        ParseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        schema = null;
        if (!SchemaText.TryRead(text, out var document, out errors, options)) return false;
        if (!document.TryResolve(out schema, out var error)) errors = [new SyntaxError(error.Position, error.Message, error.Hint)];
        return schema is not null;
    }

    /// <summary>Reads a schema in the JSON form and resolves its names.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="schema">The schema, when there was no error.</param>
    /// <param name="error">What was wrong.</param>
    /// <param name="options">The limits; null for <see cref="ParseOptions.Default"/>.</param>
    public static bool TryParseJson(
        string json,
        [NotNullWhen(true)] out CedarSchema? schema,
        [NotNullWhen(false)] out JsonError? error,
        ParseOptions? options = null)
    {
        schema = null;
        if (!SchemaJson.TryRead(json, out var document, out error, options)) return false;
        if (document.TryResolve(out schema, out var wrong)) return true;
        error = new JsonError(wrong.Path, wrong.Hint is null ? wrong.Message : $"{wrong.Message} (hint: {wrong.Hint})");
        return false;
    }

    /// <summary>The types an entity may stand below, at any distance: types may run in a circle, entities may not.</summary>
    internal HashSet<string> AncestorTypesOf(SchemaEntity type) => _ancestorTypes[type.Name];

    private HashSet<string> Above(SchemaEntity type)
    {
        var above = new HashSet<string>(StringComparer.Ordinal);
        var rest = new Stack<SchemaEntity>([type]);
        while (rest.TryPop(out var next))
            foreach (var parent in next.ParentTypes)
                if (above.Add(parent)) rest.Push(EntityTypes[parent]);
        return above;
    }
}
