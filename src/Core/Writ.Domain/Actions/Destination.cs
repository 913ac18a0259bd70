namespace Writ.Domain;

/// <summary>Where an action's data goes.</summary>
/// <param name="Kind">`server`, `host`, `recipient`, `channel`, `table` or `model`.</param>
/// <param name="Name">Which one; for `server` the server's name.</param>
public sealed record Destination(string Kind, string Name)
{
    /// <summary>The kind alone: a recipient is a personal value.</summary>
    public override string ToString() => Kind;
}
