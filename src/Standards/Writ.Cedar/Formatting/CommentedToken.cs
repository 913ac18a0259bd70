using Writ.Cedar.Syntax;

namespace Writ.Cedar.Formatting;

/// <summary>A token with the comments that belong to it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The token as it is written out.</param>
/// <param name="Leading">The comments on lines of their own before it.</param>
/// <param name="Trailing">The comment behind it on its line, or null.</param>
internal readonly record struct CommentedToken(TokenKind Kind, string Text, IReadOnlyList<string> Leading, string? Trailing)
{
    public bool IsCommented => Leading.Count > 0 || Trailing is not null;
}
