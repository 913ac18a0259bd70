using System.Text.Json;
using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>Reads what one argument has to be like: of exactly one kind, since two would be read as either or as both.</summary>
internal static class TaskDetailsLimit
{
    /// <summary>Reads a limit; null for what is not understood whole.</summary>
    public static Constraint? Read(JsonElement value) => Read(value, mayHoldOthers: true);

    private static Constraint? Read(JsonElement value, bool mayHoldOthers)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var kinds = value.EnumerateObject().ToList();
        return kinds switch
        {
            [{ Name: "at_least" } least, { Name: "at_most" } most] => Range(least.Value, most.Value),
            [{ Name: "at_most" } most, { Name: "at_least" } least] => Range(least.Value, most.Value),
            [{ Name: "every" } every] when mayHoldOthers => Every(every.Value),
            [var kind] => Single(kind),
            _ => null,
        };
    }

    private static Constraint? Single(JsonProperty kind) => kind.Name switch
    {
        "at_least" => Whole(kind.Value) is { } least ? Constraint.Between.AtLeast(least) : null,
        "at_most" => Whole(kind.Value) is { } most ? Constraint.Between.AtMost(most) : null,
        "below" => TaskDetailsReader.Text(kind.Value, TaskDetailsParts.MaxText) is { } path && new Constraint.Below(path) is var below && below.Allows(path) ? below : null,
        "like" => TaskDetailsReader.Text(kind.Value, Constraint.Like.MaxLength) is { } form && PlainPath.IsVisible(form) ? new Constraint.Like(form) : null,
        "network" => TaskDetailsReader.Text(kind.Value, TaskDetailsParts.MaxText) is { } network ? Constraint.InNetwork.Read(network) : null,
        "one_of" => OneOf(kind.Value),
        _ => null,
    };

    private static Constraint.Between? Range(JsonElement least, JsonElement most) =>
        Whole(least) is { } from && Whole(most) is { } to && from <= to ? new Constraint.Between(from, to) : null;

    private static Constraint.OneOf? OneOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > TaskDetailsParts.MaxListed)
        {
            return null;
        }

        var forms = value.EnumerateArray().Select(static v => TaskDetailsParts.Form(v, TaskDetailsParts.MaxText)).ToList();
        return forms.Contains(null) ? null : new Constraint.OneOf([.. forms.OfType<string>()]);
    }

    // What was granted may be asked for again as it was written.
    private static Constraint? Every(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is < 2 or > Constraint.MostParts)
        {
            return null;
        }

        var parts = value.EnumerateArray().Select(static part => Read(part, mayHoldOthers: false)).ToList();
        return parts.Aggregate(static (all, part) => part is null ? null : all?.Intersect(part));
    }

    private static long? Whole(JsonElement value) => TaskDetailsReader.Whole(value, long.MinValue, long.MaxValue);
}
