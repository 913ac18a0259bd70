namespace Writ.Cedar.Schema;

/// <summary>One <c>@key("value")</c> of a declaration. Annotations never bear on what a schema means.</summary>
/// <param name="Key">Any identifier, reserved words included.</param>
/// <param name="Value">
/// The value; null for the JSON null, which is written as <c>@key</c>. In Cedar syntax <c>@key</c> is read as the empty string.
/// </param>
public sealed record SchemaAnnotation(string Key, string? Value);
