namespace Writ.Zones.Tools;

/// <summary>What came of reading bytes as a message.</summary>
public abstract record McpReading
{
    private McpReading()
    {
    }

    /// <summary>They are one.</summary>
    /// <param name="Message">The message.</param>
    public sealed record Read(McpMessage Message) : McpReading;

    /// <summary>They are none.</summary>
    /// <param name="Why">The first reason.</param>
    /// <param name="Id">The id to answer to, exactly as it was written; empty when none could be told for certain.</param>
    public sealed record Refused(McpRefusal Why, ReadOnlyMemory<byte> Id) : McpReading;
}
