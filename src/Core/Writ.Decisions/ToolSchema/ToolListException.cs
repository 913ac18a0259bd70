namespace Writ.Decisions;

/// <summary>Unwinds the reading of a tool list to its border, where it becomes a <see cref="ToolSchemaFinding"/>.</summary>
internal sealed class ToolListException(string place, string message) : Exception(message)
{
    public ToolSchemaFinding Finding { get; } = new(IsRefusal: true, place, message);
}
