using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>Writes places in JSON: <c>a.b[0]["c d"]</c>.</summary>
internal static class JsonPath
{
    public static string Key(string path, string key)
    {
        if (!IsPlain(key)) return $"{path}[{ValueText.Quote(key)}]";
        return path.Length == 0 ? key : $"{path}.{key}";
    }

    private static bool IsPlain(string key) => key.Length > 0 && key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '?' or '-');
}
