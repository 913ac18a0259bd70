namespace Writ.Zones.Tools;

/// <summary>What a message is.</summary>
public enum McpKind
{
    /// <summary>Not a message.</summary>
    None = 0,

    /// <summary>A method and an id: it wants an answer.</summary>
    Request,

    /// <summary>A method without an id.</summary>
    Notification,

    /// <summary>A result or an error.</summary>
    Answer,
}
