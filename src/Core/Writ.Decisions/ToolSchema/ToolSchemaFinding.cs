namespace Writ.Decisions;

/// <summary>One thing that the reader of a tool list should know: why it was refused, or what policy will not see of a tool's arguments.</summary>
/// <param name="IsRefusal">Whether no schema was made because of it.</param>
/// <param name="Place">The tool and the JSON pointer into its <c>inputSchema</c>, such as <c>search #/properties/filter</c>; empty for the list itself. Control characters are escaped.</param>
/// <param name="Message">What was found: one line, lower case, no final period.</param>
public sealed record ToolSchemaFinding(bool IsRefusal, string Place, string Message)
{
    /// <summary>Writes <c>place: message</c>.</summary>
    public override string ToString() => Place.Length == 0 ? Message : $"{Place}: {Message}";
}
