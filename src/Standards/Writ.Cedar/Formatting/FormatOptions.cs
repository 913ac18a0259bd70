using Writ.Cedar.Syntax;

namespace Writ.Cedar.Formatting;

/// <summary>How policies are laid out.</summary>
public sealed record FormatOptions
{
    /// <summary>The layout used when none is given.</summary>
    public static FormatOptions Default { get; } = new();

    /// <summary>The column that a line should not cross; what cannot be broken may. From 1 to 1,000.</summary>
    /// <value>Default: 80.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int LineWidth
    {
        get;
        init => field = value is >= 1 and <= 1_000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "expected a line width from 1 to 1000");
    } = 80;

    /// <summary>How many blanks one level is indented. From 0 to 16.</summary>
    /// <value>Default: 2.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public int IndentWidth
    {
        get;
        init => field = value is >= 0 and <= 16 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "expected an indent width from 0 to 16");
    } = 2;

    /// <summary>The limits of the parser, which hold for the text that is read and for the one that is written.</summary>
    /// <value>Default: <see cref="ParseOptions.Default"/>.</value>
    public ParseOptions Limits { get; init; } = ParseOptions.Default;
}
