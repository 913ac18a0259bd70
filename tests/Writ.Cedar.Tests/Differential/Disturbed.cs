using System.Text;
using System.Text.Json.Nodes;

namespace Writ.Cedar.Tests.Differential;

/// <summary>Changes texts and JSON a little, so that many are no longer right.</summary>
internal sealed class Disturbed(Random chance)
{
    /// <summary>A text with one change or two: a piece taken out, put in, doubled or moved, or a character changed.</summary>
    public string Text(string text, string[] pieces)
    {
        for (var n = 1 + (chance.Next(6) / 4); n > 0; n--)
        {
            var at = chance.Next(text.Length + 1);
            var length = chance.Next(Math.Min(12, text.Length - at) + 1);
            var piece = pieces[chance.Next(pieces.Length)];
            text = chance.Next(7) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, piece),
                2 => text.Remove(at, length).Insert(at, piece),
                3 => text.Insert(at, ((char)chance.Next(0x20, 0x7F)).ToString()),
                4 => text.Insert(at, text.Substring(at, length)),
                5 => text.Remove(at, Math.Min(1, text.Length - at)),
                _ => text.Insert(at, ((char)chance.Next(0xA0, 0xD800)).ToString()),
            };
        }

        return string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0xFFFD ? "x" : rune.ToString()));
    }

    /// <summary>The text with comments and blanks put where blanks are, outside of its strings.</summary>
    public string Spaced(string text)
    {
        var spaced = new StringBuilder();
        var inside = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            spaced.Append(c);
            if (c == '\\' && inside && i + 1 < text.Length) spaced.Append(text[++i]);
            else if (c == '"') inside = !inside;
            if (c == ' ' && !inside && chance.Next(12) == 0) spaced.Append(Pick("\n", "  ", "\n\n", "// a comment\n", "// one\n// two \n", "\t", "//\n", "// \"é\"\n\n"));
        }

        return spaced.ToString();
    }

    /// <summary>JSON with one place changed: something else put there, or a key taken away, renamed or added.</summary>
    /// <param name="root">The JSON.</param>
    /// <param name="escapes">Whether the inside of an escaped value may be changed too. Where no schema says what is expected, Cedar reads a malformed escape as a record, and ours refuses it.</param>
    public void Json(JsonNode root, bool escapes)
    {
        var places = new List<JsonNode>();
        Collect(root, places, escapes);
        switch (places[chance.Next(places.Count)])
        {
            case JsonObject record when record.Count > 0 && chance.Next(3) > 0:
                var key = record.ElementAt(chance.Next(record.Count)).Key;
                var value = record[key];
                record.Remove(key);
                if (chance.Next(2) == 0) record[Key()] = value?.DeepClone();
                break;
            case JsonObject record:
                record[Key()] = Other();
                break;
            case JsonArray items when items.Count > 0 && chance.Next(2) == 0:
                items[chance.Next(items.Count)] = Other();
                break;
            case JsonArray items:
                items.Add(items.Count > 0 && chance.Next(2) == 0 ? items[chance.Next(items.Count)]?.DeepClone() : Other());
                break;
            case var place:
                place.ReplaceWith(Other());
                break;
        }
    }

    private static void Collect(JsonNode node, List<JsonNode> places, bool escapes)
    {
        if (!escapes && node is JsonObject escaped && (escaped.ContainsKey("__entity") || escaped.ContainsKey("__extn"))) return;
        places.Add(node);
        var children = node switch { JsonObject record => record.Select(pair => pair.Value), JsonArray items => items, _ => [] };
        foreach (var child in children)
            if (child is not null) Collect(child, places, escapes);
    }

    private string Key() => Pick("a", "uid", "attrs", "parents", "tags", "type", "id", "fn", "arg", "x", "extra", "n");

    private JsonNode? Other() => chance.Next(12) switch
    {
        0 => null,
        1 => JsonValue.Create(1.5),
        2 => JsonValue.Create(true),
        3 => JsonValue.Create(7),
        4 => new JsonArray(),
        5 => new JsonObject(),
        6 => new JsonObject { ["type"] = "User", ["id"] = "alice" },
        7 => new JsonObject { ["__entity"] = new JsonObject { ["type"] = Pick("User", "N::T", "1x", "A::", "if"), ["id"] = "b" } },
        8 => new JsonObject { ["__extn"] = new JsonObject { ["fn"] = Pick("ip", "decimal", "datetime", "duration", "nothing", "isIpv4"), ["arg"] = Pick("1.5", "::1", "1h", "2024-01-01", "x") } },
        9 => new JsonArray(1, "a", new JsonArray()),
        10 => new JsonObject { ["fn"] = "ip", ["arg"] = "::1" },
        _ => JsonValue.Create(Pick("a", "", "User", "1.5", "2024-01-01", "1h", "User::\"alice\"")),
    };

    private string Pick(params string[] of) => of[chance.Next(of.Length)];
}
