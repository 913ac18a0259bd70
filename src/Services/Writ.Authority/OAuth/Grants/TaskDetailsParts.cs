using System.Collections.Immutable;
using System.Text.Json;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.OAuth.Grants;

/// <summary>Reads the parts of `authorization_details` that hold others. Each gives null for what it does not understand whole.</summary>
internal static class TaskDetailsParts
{
    /// <summary>The most items of a list.</summary>
    public const int MaxListed = 64;

    /// <summary>The most characters of a name or pattern.</summary>
    public const int MaxText = 1024;

    private const int MaxParameter = 8192;

    /// <summary>Reads a pattern from its text.</summary>
    public delegate bool TryParse<T>(string text, out T value);

    /// <summary>Parameters by name, as texts.</summary>
    public static ImmutableDictionary<string, string>? Parameters(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() > MaxListed)
        {
            return null;
        }

        var read = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name.Length is 0 or > MaxText || Form(member.Value, MaxParameter) is not { } form)
            {
                return null;
            }

            read[member.Name] = form;
        }

        return read.ToImmutable();
    }

    /// <summary>A list of patterns, at least one.</summary>
    public static ImmutableArray<T>? Listed<T>(JsonElement value, int most, TryParse<T> parse)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is var length && (length == 0 || length > most))
        {
            return null;
        }

        var read = ImmutableArray.CreateBuilder<T>(length);
        foreach (var item in value.EnumerateArray())
        {
            if (TaskDetailsReader.Text(item, MaxText) is not { } text || !PlainPath.IsVisible(text) || !parse(text, out var pattern))
            {
                return null;
            }

            read.Add(pattern);
        }

        return read.ToImmutable();
    }

    /// <summary>The limits of arguments, by name.</summary>
    public static ImmutableSortedDictionary<string, Constraint>? Arguments(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() > MaxListed)
        {
            return null;
        }

        var read = ImmutableSortedDictionary.CreateBuilder<string, Constraint>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name.Length is 0 or > MaxText || !PlainPath.IsVisible(member.Name) || TaskDetailsLimit.Read(member.Value) is not { } limit)
            {
                return null;
            }

            read[member.Name] = limit;
        }

        return read.ToImmutable();
    }

    /// <summary>To whom, an agent or an instance of one, and how much further; either may be left out, and not both.</summary>
    public static (string? To, int? Depth)? Delegation(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() == 0)
        {
            return null;
        }

        (string? To, int? Depth) read = default;
        foreach (var member in value.EnumerateObject())
        {
            switch (member.Name)
            {
                case "to" when TaskDetailsReader.Text(member.Value, MaxText) is { } to && (Slug.TryParse(to, null, out _) || SpiffeId.TryParseWorkload(to, out _, out _)):
                    read.To = to;
                    break;
                case "max_depth" when TaskDetailsReader.Whole(member.Value, 0, DelegationRule.MaxDepth) is { } depth:
                    read.Depth = (int)depth;
                    break;
                default:
                    return null;
            }
        }

        return read;
    }

    /// <summary>The form in which an argument's value is compared, and which an intent's parameter is read from.</summary>
    public static string? Form(JsonElement value, int most) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { } text && text.Length <= most => text,
        JsonValueKind.Number when value.TryGetInt64(out var number) => new ParameterValue.Number(number).Form,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
