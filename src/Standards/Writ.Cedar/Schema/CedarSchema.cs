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
    private readonly TypeHierarchy _hierarchy;
    private readonly Dictionary<ImmutableArray<string>, HashSet<string>> _ids = [];

    internal CedarSchema(IEnumerable<SchemaEntity> entityTypes, IEnumerable<SchemaAction> actions, EntityStore actionEntities, TypeHierarchy hierarchy)
    {
        EntityTypes = entityTypes.ToFrozenDictionary(entity => entity.Name, StringComparer.Ordinal);
        Actions = actions.ToFrozenDictionary(action => action.Uid);
        ActionEntities = actionEntities;
        _hierarchy = hierarchy;
        foreach (var entity in EntityTypes.Values)
            if (!entity.Ids.IsDefault && !_ids.ContainsKey(entity.Ids)) _ids.Add(entity.Ids, entity.Ids.ToHashSet(StringComparer.Ordinal));
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

    /// <summary>Whether an entity of the type may stand below one of the other, at any distance: types may run in a circle, entities may not.</summary>
    internal bool MayStandBelow(SchemaEntity type, string ancestor) => _hierarchy.IsAbove(type.Name, ancestor);

    /// <summary>Whether the type takes any id, or this is one of its own.</summary>
    internal bool HasId(SchemaEntity type, string id) => type.Ids.IsDefault || _ids[type.Ids].Contains(id);
}
