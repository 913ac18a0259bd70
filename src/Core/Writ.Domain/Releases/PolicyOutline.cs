namespace Writ.Domain;

/// <summary>A policy as far as two releases can be compared by it.</summary>
/// <param name="Name">Its `@id`; where it has none, its place.</param>
/// <param name="Effect">What it says where it holds.</param>
/// <param name="Text">All of it in one spelling, without comments and layout.</param>
/// <param name="Removal">What its removal does: a forbid's loosens; a permit's tightens, unless it could fail (which denies) or brings an obligation.</param>
public sealed record PolicyOutline(string Name, PolicyEffect Effect, string Text, ReleaseWeight Removal);
