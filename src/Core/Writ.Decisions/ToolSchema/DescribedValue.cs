using Writ.Cedar.Schema;

namespace Writ.Decisions;

/// <summary>
/// One value that a schema describes, and what can be said of it only once all that describes it was read: a branch that names no type says nothing
/// when the schema around it does, and a member that a condition names is seen when it is declared beside.
/// </summary>
internal sealed class DescribedValue
{
    private readonly List<(SchemaPointer At, string Message)> _whenOpaque = [];
    private readonly List<(SchemaPointer At, SchemaType Type)> _branches = [];
    private readonly List<(SchemaPointer At, string Member)> _named = [];
    private readonly List<SchemaPointer> _further = [];
    private SchemaPointer? _open;

    /// <summary>Whether a schema says that there are no members but those declared.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Said if the value turns out to be opaque.</summary>
    public void WhenOpaque(SchemaPointer at, string message) => _whenOpaque.Add((at, message));

    /// <summary>A description that holds at times; its members may not all be in the type.</summary>
    public void Branch(SchemaPointer at, SchemaType? type)
    {
        if (type is SchemaType.Record or SchemaType.Set) _branches.Add((at, type));
    }

    /// <summary>A member that is named without being described.</summary>
    public void Named(SchemaPointer at, string member) => _named.Add((at, member));

    /// <summary>The value may have members of any name, by a keyword that says so.</summary>
    public void Further(SchemaPointer at) => _further.Add(at);

    /// <summary>The value may have members of any name, because nothing says otherwise.</summary>
    public void Open(SchemaPointer at) => _open ??= at;

    /// <summary>Says what the type does not show; returns the place of an object that nothing closes.</summary>
    public SchemaPointer? Settle(SchemaType? type, ToolFindings findings)
    {
        if (type == ArgumentTypes.Opaque)
        {
            foreach (var (at, message) in _whenOpaque) findings.Add(at, message);
            return null;
        }

        foreach (var (at, branch) in _branches)
        {
            var unseen = new List<string>();
            Unseen(branch, type, "", unseen);
            if (unseen.Count > 0) findings.Add(at, $"names {Listed(unseen)} besides, which policy does not see");
        }

        if (type is not SchemaType.Record record) return null;
        foreach (var (at, member) in _named)
            if (!record.Attributes.ContainsKey(member)) findings.Add(at, $"names {Listed([member])} besides, which policy does not see");
        foreach (var at in _further) findings.Add(at, "takes further members, which policy does not see");
        return IsClosed ? null : _open;
    }

    /// <summary>Says what no type could show, and gives every member that is named as an attribute: for a description that is only compared.</summary>
    public SchemaType? Aside(SchemaType? type, ToolFindings findings)
    {
        foreach (var at in _further) findings.Add(at, "takes further members, which policy does not see");
        var named = ArgumentTypes.RecordOf(_named.Select(static n => n.Member).Distinct(StringComparer.Ordinal).Select(static name => (name, new SchemaAttribute(ArgumentTypes.Opaque, IsRequired: false))));
        var records = _branches.Select(static b => b.Type).Append(type ?? ArgumentTypes.Opaque).OfType<SchemaType.Record>().Append(named).ToList();
        return type is SchemaType.Set ? type : ArgumentTypes.Either(records);
    }

    private static string Listed(List<string> names) =>
        $"`{string.Join("`, `", names.Take(3).Select(PlainText.Of))}`{(names.Count > 3 ? $" and {names.Count - 3} more" : "")}";

    private static void Unseen(SchemaType branch, SchemaType? type, string above, List<string> unseen)
    {
        switch (branch, type)
        {
            case (SchemaType.Record a, SchemaType.Record b):
                foreach (var (name, attribute) in a.Attributes)
                {
                    if (!b.Attributes.TryGetValue(name, out var seen)) unseen.Add(above + name);
                    else Unseen(attribute.Type, seen.Type, above.Length < 100 ? $"{above}{name}." : above, unseen);
                }

                break;
            case (SchemaType.Set a, SchemaType.Set b):
                Unseen(a.Element, b.Element, above, unseen);
                break;
            default:
                break;
        }
    }
}
