using System.Collections.Immutable;
using Writ.Cedar.Entities;

namespace Writ.Cedar.Schema;

/// <summary>Which entity types stand above which, at any distance.</summary>
internal sealed class TypeHierarchy
{
    private readonly Dictionary<string, int> _numbers;
    private readonly Reachability _found;

    private TypeHierarchy(Dictionary<string, int> numbers, Reachability found) => (_numbers, _found) = (numbers, found);

    /// <summary>What finding it took.</summary>
    public long Steps => _found.Steps;

    /// <summary>How many pairs of a type and one above it there are.</summary>
    public long Pairs => _found.Pairs;

    /// <summary>Finds the hierarchy; null, and the type at which there were too many pairs or steps, when there are.</summary>
    /// <param name="types">The types, each name once, their parents among them.</param>
    /// <param name="tooMany">The place of the type among those given.</param>
    public static TypeHierarchy? Of(IReadOnlyList<SchemaEntity> types, out int tooMany)
    {
        var numbers = new Dictionary<string, int>(types.Count, StringComparer.Ordinal);
        foreach (var type in types) numbers.Add(type.Name, numbers.Count);
        var lists = new Dictionary<ImmutableArray<string>, ImmutableArray<int>>();
        var above = new ImmutableArray<int>[types.Count];
        for (var i = 0; i < above.Length; i++)
        {
            if (!lists.TryGetValue(types[i].ParentTypes, out above[i]))
                lists.Add(types[i].ParentTypes, above[i] = [.. types[i].ParentTypes.Select(parent => numbers[parent]).Distinct()]);
        }

        return Reachability.Of(above, out tooMany) is { } found ? new TypeHierarchy(numbers, found) : null;
    }

    /// <summary>Whether the other stands above the type.</summary>
    public bool IsAbove(string type, string other) => _numbers.TryGetValue(other, out var above) && _found.IsAbove(_numbers[type], above);
}
