namespace Writ.Cedar.Ast;

/// <summary>One text of policies.</summary>
/// <param name="File">The name shown in positions; null for none.</param>
/// <param name="Text">The text.</param>
public readonly record struct PolicySource(string? File, string Text);
