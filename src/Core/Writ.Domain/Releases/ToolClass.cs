namespace Writ.Domain;

/// <summary>What the catalogue says of one tool.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Effects">What it does to the world.</param>
/// <param name="Resource">How its arguments name a resource; null when the tool itself is the resource.</param>
public sealed record ToolClass(ActionName Name, Effects Effects, ResourceTemplate? Resource);
