namespace Writ.Zones.Tools;

/// <summary>The zone of tools: MCP servers.</summary>
public static class ToolsZone
{
    /// <summary>The zone's name, in decisions and in the ledger.</summary>
    public const string Name = "tools";
}
