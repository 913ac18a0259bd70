namespace Writ.Cedar.Syntax;

/// <summary>Unwinds the recursive descent to the parser's border, where it becomes a <see cref="SyntaxError"/> value.</summary>
internal sealed class SyntaxException(SyntaxError error) : Exception(error.Message)
{
    public SyntaxError Error { get; } = error;
}
