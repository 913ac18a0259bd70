using System.Collections.Immutable;
using Writ.Cedar.Schema;

namespace Writ.Cedar.Validation;

/// <summary>Warns of names in a schema that do not read as they are, or that a person could take for one another (UTS 39).</summary>
public static class SchemaLint
{
    private const int MaxFindings = 100;

    /// <summary>The warnings, in the order of the declarations: at most 100, and then how many more there are.</summary>
    /// <param name="document">The schema.</param>
    /// <exception cref="InsufficientExecutionStackException">A type was built in code and is too deep for the stack.</exception>
    public static ImmutableArray<SchemaError> Check(SchemaDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var found = new Found(document);
        var lists = new HashSet<ImmutableArray<string>>();
        foreach (var inside in document.Namespaces)
        {
            found.Names("types", [.. inside.CommonTypes.Select(static type => (type.Name, (SchemaNode)type)), .. inside.Entities.Select(static entity => (entity.Name, (SchemaNode)entity))]);
            found.Names("actions", inside.Actions.Select(static action => (action.Id, (SchemaNode)action)));
            foreach (var type in inside.CommonTypes) found.Type(type.Type);
            foreach (var entity in inside.Entities)
            {
                found.Type(entity.Shape);
                found.Type(entity.Tags);
                if (!entity.Ids.IsDefaultOrEmpty && lists.Add(entity.Ids)) found.Names($"ids of `{entity.Name}`", entity.Ids.Select(id => (id, (SchemaNode)entity)));
            }

            foreach (var action in inside.Actions) found.Type(action.AppliesTo?.Context);
        }

        return found.All();
    }

    private sealed class Found(SchemaDocument document)
    {
        private readonly List<(SchemaNode Node, string Message)> _all = [];

        // Declarations made together share their types.
        private readonly HashSet<SchemaNode> _seen = new(ReferenceEqualityComparer.Instance);
        private int _more;

        public void Type(TypeNode? type)
        {
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
            if (type is null || !_seen.Add(type)) return;
            if (type is TypeNode.Set set) Type(set.Element);
            if (type is not TypeNode.Record record) return;
            Names("attributes", record.Attributes.Select(static attribute => (attribute.Name, (SchemaNode)attribute)));
            foreach (var attribute in record.Attributes) Type(attribute.Type);
        }

        public void Names(string what, IEnumerable<(string Name, SchemaNode Node)> names)
        {
            var skeletons = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, node) in names)
            {
                if (LookAlikes.Oddity(name) is { } odd) Add(node, $"found {MessageText.Quote(name)}, which {odd}");
                if (skeletons.TryAdd(LookAlikes.Skeleton(name), name)) continue;
                var other = skeletons[LookAlikes.Skeleton(name)];
                if (!string.Equals(name, other, StringComparison.Ordinal))
                    Add(node, $"found {MessageText.Quote(name)}, which looks like {MessageText.Quote(other)} among the same {what}");
            }
        }

        public ImmutableArray<SchemaError> All()
        {
            var all = _all.Select(found => new SchemaError(found.Node.At, found.Node.At.Line > 0 ? "" : SchemaPath.Of(document, found.Node), found.Message, Hint: null)).ToList();
            if (_more > 0) all.Add(new SchemaError(default, "", $"found {_more} more of the kind", Hint: null));
            return [.. all];
        }

        private void Add(SchemaNode node, string message)
        {
            if (_all.Count < MaxFindings) _all.Add((node, message));
            else _more++;
        }
    }
}
