using System.Globalization;
using System.Text.Json;

namespace Writ.Decisions;

/// <summary>
/// Follows references such as <c>#/$defs/Address</c> within their own document (RFC 6901, in the fragment form). The members of what references lead
/// through are gone through once for all references.
/// </summary>
internal sealed class SchemaReferences(JsonElement root)
{
    private const int MaxLength = 1_024;

    private readonly Dictionary<string, JsonElement?> _resolved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, JsonElement>> _members = new(StringComparer.Ordinal);

    /// <summary>How many members were looked at so far.</summary>
    public int Looked { get; private set; }

    /// <summary>What a reference leads to, and the steps to it; null when it leads nowhere, outside, or is longer than 1,024 characters.</summary>
    public JsonElement? Resolve(string reference, out string[] steps)
    {
        steps = [];
        if (reference.Length is 0 or > MaxLength || reference[0] != '#') return null;
        var path = Uri.UnescapeDataString(reference[1..]);
        if (path.Length == 0) return root;
        if (path[0] != '/') return null;
        steps = [.. path[1..].Split('/').Select(Unescaped)];
        if (_resolved.TryGetValue(path, out var known)) return known;
        var found = Find(path);
        _resolved.Add(path, found);
        return found;
    }

    /// <summary>The name of the member that a reference ends in.</summary>
    public static string LastName(string reference) => Unescaped(Uri.UnescapeDataString(reference[(reference.LastIndexOf('/') + 1)..]));

    private JsonElement? Find(string path)
    {
        var at = root;
        for (var start = 1; start <= path.Length;)
        {
            var end = path.IndexOf('/', start) is >= 0 and var slash ? slash : path.Length;
            if (!Members(path[..(start - 1)], at).TryGetValue(Unescaped(path[start..end]), out at)) return null;
            start = end + 1;
        }

        return at;
    }

    private Dictionary<string, JsonElement> Members(string path, JsonElement at)
    {
        if (_members.TryGetValue(path, out var members)) return members;
        members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (at.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in at.EnumerateObject()) members.Add(member.Name, member.Value);
        }
        else if (at.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in at.EnumerateArray()) members.Add(members.Count.ToString(CultureInfo.InvariantCulture), item);
        }

        Looked += members.Count;
        _members.Add(path, members);
        return members;
    }

    private static string Unescaped(string part) => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
