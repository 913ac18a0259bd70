using System.Globalization;
using System.Text;
using Writ.Cedar.Values;

namespace Writ.Cedar.Json;

/// <summary>A place in JSON, such as <c>a.b[0]["c d"]</c>: a chain upwards that is written only when there is something to say about it.</summary>
internal sealed class JsonPath
{
    private const int MaxShown = 300;

    private readonly JsonPath? _above;
    private readonly string? _key;
    private readonly int _index;

    private JsonPath(JsonPath? above, string? key, int index) => (_above, _key, _index) = (above, key, index);

    /// <summary>The whole text.</summary>
    public static JsonPath Root { get; } = new(above: null, key: null, index: 0);

    public JsonPath Key(string key) => new(this, key, index: 0);

    public JsonPath Item(int index) => new(this, key: null, index);

    /// <summary>One step down from a place that is written already.</summary>
    public static string Key(string path, string key)
    {
        if (!IsPlain(key)) return $"{path}[{ValueText.Quote(key)}]";
        return path.Length == 0 ? key : $"{path}.{key}";
    }

    /// <summary>Writes the place; of a long one the end, where the fault is.</summary>
    public override string ToString()
    {
        var steps = new List<JsonPath>();
        for (var at = this; at._above is not null; at = at._above) steps.Add(at);
        var text = new StringBuilder();
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            if (steps[i]._key is not { } key) text.Append('[').Append(steps[i]._index.ToString(CultureInfo.InvariantCulture)).Append(']');
            else if (!IsPlain(key)) text.Append('[').Append(ValueText.Quote(key)).Append(']');
            else text.Append(text.Length == 0 ? "" : ".").Append(key);
        }

        return text.Length <= MaxShown ? text.ToString() : $"...{text.ToString(text.Length - MaxShown, MaxShown)}";
    }

    private static bool IsPlain(string key) => key.Length > 0 && key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '?' or '-');
}
