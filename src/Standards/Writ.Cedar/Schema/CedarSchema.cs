using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Entities;
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
        var found = new List<SyntaxError>();
        schema = null;
        if (PolicyText.Open(text, file: null, options ?? ParseOptions.Default, found) is { } tokens)
        {
            try
            {
                schema = new SchemaResolver(new SchemaParser(tokens).Schema()).Resolve();
            }
            catch (SyntaxException refused)
            {
                found.Add(refused.Error);
            }
        }

        errors = [.. found];
        return schema is not null;
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
