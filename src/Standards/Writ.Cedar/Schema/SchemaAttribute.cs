namespace Writ.Cedar.Schema;

/// <summary>One attribute of a record or entity.</summary>
/// <param name="Type">The type of its value.</param>
/// <param name="IsRequired">Whether it must be present.</param>
public sealed record SchemaAttribute(SchemaType Type, bool IsRequired);
