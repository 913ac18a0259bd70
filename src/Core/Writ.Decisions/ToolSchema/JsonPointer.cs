using System.Text.Json;

namespace Writ.Decisions;

/// <summary>Follows a reference such as <c>#/$defs/Address</c> within its own document (RFC 6901, in the fragment form).</summary>
internal static class JsonPointer
{
    public static JsonElement? Resolve(JsonElement root, string reference)
    {
        if (reference.Length == 0 || reference[0] != '#') return null;
        if (reference.Length == 1) return root;
        if (reference[1] != '/') return null;
        var at = root;
        foreach (var part in Uri.UnescapeDataString(reference[2..]).Split('/'))
        {
            var name = Unescaped(part);
            switch (at.ValueKind)
            {
                case JsonValueKind.Object when at.TryGetProperty(name, out var member):
                    at = member;
                    break;
                case JsonValueKind.Array when int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength():
                    at = at[index];
                    break;
                default:
                    return null;
            }
        }

        return at;
    }

    /// <summary>The name of the member that a reference ends in.</summary>
    public static string LastName(string reference) => Unescaped(Uri.UnescapeDataString(reference[(reference.LastIndexOf('/') + 1)..]));

    private static string Unescaped(string part) => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
