using System.Collections.Immutable;
using System.Globalization;
using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>
/// A mapping with the keys that it may have. Each question names a key, adds a problem when the answer is wrong, and goes on;
/// <see cref="Close"/> then knows which keys nobody asked for.
/// </summary>
internal sealed class Section(YamlNode.Mapping node, Problems problems, string what)
{
    private readonly List<string> known = [];

    public Problems Problems => problems;

    public Place At => node.At;

    /// <summary>The value of a key; null when it is absent, with a problem when it is required.</summary>
    public YamlNode? Find(string key, bool required)
    {
        if (!known.Contains(key, StringComparer.Ordinal))
        {
            known.Add(key);
        }

        foreach (var (name, value) in node.Entries)
        {
            if (string.Equals(name.Value, key, StringComparison.Ordinal))
            {
                return value;
            }
        }

        if (required)
        {
            problems.Add("W1005", node.At, $"{what} has no `{key}`", $"add `{key}:`");
        }

        return null;
    }

    /// <summary>Text that is not empty.</summary>
    public YamlNode.Scalar? Text(string key, bool required = true) =>
        Find(key, required) is { } value ? AsText(value, $"`{key}`", problems) : null;

    /// <summary>A name of lower-case letters, digits and inner hyphens; the zero value when absent or wrong.</summary>
    public Slug Name(string key) => Text(key) is { } text ? AsName(text, problems) : default;

    /// <summary>One of a few words.</summary>
    public T Word<T>(string key, params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct => Text(key) is { } text ? AsWord(text, key, problems, words) : default;

    /// <summary>A whole number within bounds.</summary>
    public long? Number(string key, long least, long most, bool required)
    {
        if (Find(key, required) is not { } value)
        {
            return null;
        }

        if (value is not YamlNode.Scalar { IsNumber: true } scalar || !long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            problems.Add("W1006", value.At, $"`{key}` is {value.What}, not a whole number", $"write `{key}: {least}` or more, without quotes");
            return null;
        }

        if (number < least || number > most)
        {
            problems.Add("W1010", value.At, $"`{key}` is {number}, outside {least} to {most}", $"choose a number from {least} to {most}");
            return null;
        }

        return number;
    }

    /// <summary>A truth value.</summary>
    public bool? Truth(string key)
    {
        if (Find(key, required: false) is not { } value)
        {
            return null;
        }

        if (value is YamlNode.Scalar { IsTruth: true } scalar)
        {
            return scalar.Value[0] is 't' or 'T';
        }

        problems.Add("W1006", value.At, $"`{key}` is {value.What}, not a truth value", $"write `{key}: true` or `{key}: false`");
        return null;
    }

    /// <summary>A duration of at least a second.</summary>
    public TimeSpan? Duration(string key, TimeSpan most)
    {
        if (Text(key, required: false) is not { } text)
        {
            return null;
        }

        if (!DurationText.TryParse(text.Value, out var duration))
        {
            problems.Add("W1006", text.At, $"`{text.Value}` is not a duration", "write it like `30m`, `90s` or `1h`");
            return null;
        }

        if (duration < TimeSpan.FromSeconds(1) || duration > most)
        {
            problems.Add("W1010", text.At, $"`{key}` is {text.Value}, outside 1s to {DurationText.Write(most)}", $"choose at most `{DurationText.Write(most)}`");
            return null;
        }

        return duration;
    }

    /// <summary>A list's items; none when absent or wrong.</summary>
    public ImmutableArray<YamlNode> List(string key, bool required = true, bool mayBeEmpty = false)
    {
        if (Find(key, required) is not { } value)
        {
            return [];
        }

        if (value is not YamlNode.Sequence list)
        {
            problems.Add("W1006", value.At, $"`{key}` is {value.What}, not a list", $"write `{key}: [ … ]`");
            return [];
        }

        if (list.Items.IsEmpty && !mayBeEmpty)
        {
            problems.Add("W1010", value.At, $"`{key}` is empty", $"name at least one, or remove `{key}`");
        }

        return list.Items;
    }

    /// <summary>A mapping whose keys are fixed; null when absent or wrong.</summary>
    public Section? Child(string key, bool required) =>
        Find(key, required) is { } value ? Of(value, $"`{key}`", problems) : null;

    /// <summary>A mapping whose keys are names that the author chose; none when absent or wrong.</summary>
    public ImmutableArray<(YamlNode.Scalar Key, YamlNode Value)> Entries(string key, bool required)
    {
        if (Find(key, required) is not { } value || value is YamlNode.Scalar { IsNothing: true })
        {
            return [];
        }

        if (value is YamlNode.Mapping mapping)
        {
            return mapping.Entries;
        }

        problems.Add("W1006", value.At, $"`{key}` is {value.What}, not a mapping", $"write the names below `{key}:`, indented, each with its `:`");
        return [];
    }

    /// <summary>Adds a problem for each key that was never asked for.</summary>
    public void Close()
    {
        foreach (var (name, _) in node.Entries)
        {
            if (!known.Contains(name.Value, StringComparer.Ordinal))
            {
                problems.Add("W1004", name.At, $"{what} has an unknown key `{name.Value}`", Nearest.Fix(name.Value, known, "remove it"));
            }
        }
    }

    /// <summary>The value as a mapping whose keys are fixed; null with a problem when it is not a mapping.</summary>
    public static Section? Of(YamlNode value, string what, Problems problems)
    {
        if (value is YamlNode.Mapping mapping)
        {
            return new Section(mapping, problems, what);
        }

        problems.Add("W1006", value.At, $"{what} is {value.What}, not a mapping", "write `key: value` pairs");
        return null;
    }

    /// <summary>The value as text that is not empty; null with a problem when it is not.</summary>
    public static YamlNode.Scalar? AsText(YamlNode value, string what, Problems problems)
    {
        if (value is not YamlNode.Scalar scalar || scalar.IsNothing || scalar.IsTruth || scalar.IsNumber)
        {
            problems.Add("W1006", value.At, $"{what} is {value.What}, not text", value is YamlNode.Scalar { IsNothing: false } ? "put it in quotes" : "write text");
            return null;
        }

        if (scalar.Value.Length > 0)
        {
            return scalar;
        }

        problems.Add("W1010", value.At, $"{what} is empty", "write text");
        return null;
    }

    /// <summary>The text as a name; the zero value with a problem when it is not one.</summary>
    public static Slug AsName(YamlNode.Scalar text, Problems problems)
    {
        if (!Slug.TryParse(text.Value, null, out var name))
        {
            problems.Add("W1007", text.At, $"`{text.Value}` is not a name", "use 1 to 64 lower-case letters, digits and inner hyphens, beginning with a letter");
        }

        return name;
    }

    /// <summary>The text as one of a few words; the zero value with a problem when it is none.</summary>
    public static T AsWord<T>(YamlNode.Scalar text, string what, Problems problems, params ReadOnlySpan<(string Word, T Value)> words)
        where T : struct
    {
        var choices = new List<string>();
        foreach (var (word, value) in words)
        {
            if (string.Equals(word, text.Value, StringComparison.Ordinal))
            {
                return value;
            }

            choices.Add(word);
        }

        problems.Add("W1014", text.At, $"`{text.Value}` is not a known `{what}`", Nearest.Fix(text.Value, choices, "choose another"));
        return default;
    }
}
