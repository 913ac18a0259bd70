namespace Writ.Cedar.Syntax;

/// <summary>A place in a source text. Line and column count from 1; a column is one UTF-16 unit.</summary>
/// <param name="File">The file the text was read from, or null for text without a name.</param>
/// <param name="Line">The line, from 1; 0 for a node that was built in code.</param>
/// <param name="Column">The column, from 1; 0 for a node that was built in code.</param>
public readonly record struct Position(string? File, int Line, int Column)
{
    /// <summary>Writes <c>file:line:column</c>, or <c>line:column</c> for text without a file name.</summary>
    public override string ToString() => File is null ? $"{Line}:{Column}" : $"{File}:{Line}:{Column}";
}
