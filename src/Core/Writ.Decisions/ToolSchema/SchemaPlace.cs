using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Writ.Decisions;

/// <summary>A place in a schema that references lead to or through: one for all spellings of the way to it, with its members gone through once.</summary>
internal sealed class SchemaPlace(JsonElement value)
{
    private Dictionary<string, SchemaPlace>? _members;

    public JsonElement Value => value;

    /// <summary>The member or item of the name. Going through the members costs a step each, the first time.</summary>
    /// <param name="name">The name of a member, or the number of an item as it is written without zeros before it.</param>
    /// <param name="budget">What the steps are taken from.</param>
    /// <param name="found">What is there, or null.</param>
    /// <returns>False when the budget does not reach, and nothing was looked at.</returns>
    public bool TryLook(string name, StepBudget budget, out SchemaPlace? found)
    {
        found = null;
        if (_members is null && !TryRead(budget, out _members)) return false;
        found = _members.GetValueOrDefault(name);
        return true;
    }

    private bool TryRead(StepBudget budget, [NotNullWhen(true)] out Dictionary<string, SchemaPlace>? members)
    {
        members = null;
        var count = value.ValueKind switch
        {
            JsonValueKind.Object => value.GetPropertyCount(),
            JsonValueKind.Array => value.GetArrayLength(),
            _ => 0,
        };
        if (!budget.TryTake(count)) return false;
        members = new Dictionary<string, SchemaPlace>(count, StringComparer.Ordinal);
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject()) members.Add(member.Name, new SchemaPlace(member.Value));
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) members.Add(members.Count.ToString(CultureInfo.InvariantCulture), new SchemaPlace(item));
        }

        return true;
    }
}
