namespace Writ.Cedar.Validation.Checking;

/// <summary>Knowledge won from <c>has</c> or <c>hasTag</c>: the expression of this shape has the attribute, or the tag of that shape.</summary>
/// <param name="Target">The shape of the record or entity.</param>
/// <param name="Attribute">The attribute; null for a tag.</param>
/// <param name="Tag">The shape of the key of the tag; 0 for an attribute.</param>
internal readonly record struct Capability(int Target, string? Attribute, int Tag);
