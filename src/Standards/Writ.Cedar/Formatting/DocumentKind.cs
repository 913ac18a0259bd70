namespace Writ.Cedar.Formatting;

internal enum DocumentKind
{
    Word,
    Literal,
    Line,
    SoftBreak,
    HardLine,
    Sequence,
    Nest,
    Group,
}
