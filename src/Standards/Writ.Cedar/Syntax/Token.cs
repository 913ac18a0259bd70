namespace Writ.Cedar.Syntax;

internal readonly record struct Token(TokenKind Kind, int Start, int Length);
