namespace Writ.Cedar.Validation.Types;

/// <summary>An attribute of a record or entity, as the type checker sees it.</summary>
internal readonly record struct Field(CedarType Type, bool IsRequired);
