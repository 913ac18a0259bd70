namespace Writ.Domain;

/// <summary>What code computed about an action for policy to rule on. Everything here is a fact, none of it a decision.</summary>
/// <param name="Classified">Whether the catalogue says what the tool does.</param>
/// <param name="Pinned">Whether the definition the server offers now is the one that was pinned.</param>
/// <param name="ResourceKnown">Whether the catalogue's template could name the resource from the arguments.</param>
public sealed record ActionFacts(bool Classified, bool Pinned, bool ResourceKnown);
