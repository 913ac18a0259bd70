using System.Runtime.CompilerServices;
using Writ.Cedar.Ast;

namespace Writ.Cedar.Syntax;

/// <summary>The limits of the parser. Cedar itself sets none and tells the host to. One that is not positive, or more than can be kept to, is refused with an <see cref="ArgumentOutOfRangeException"/>.</summary>
public sealed record ParseOptions
{
    /// <summary>The limits used when none are given.</summary>
    public static ParseOptions Default { get; } = new();

    /// <summary>The longest text of one source, in UTF-16 units.</summary>
    /// <value>Default: 1,048,576.</value>
    public int MaxTextLength { get; init => field = Limit(value, int.MaxValue); } = 1_048_576;

    /// <summary>The longest JSON text, in bytes. A policy or schema is up to sixteen times as long in JSON as in Cedar syntax.</summary>
    /// <value>Default: 16,777,216.</value>
    public int MaxJsonLength { get; init => field = Limit(value, int.MaxValue); } = 16_777_216;

    /// <summary>How deep parentheses, lists, records, calls and <c>if</c> may nest: up to <see cref="Expr.MaxDepth"/>.</summary>
    /// <value>Default: 128.</value>
    public int MaxNesting { get; init => field = Limit(value, Expr.MaxDepth); } = 128;

    /// <summary>How deep the expression tree may grow; a chain of n operators has depth n. Up to <see cref="Expr.MaxDepth"/>.</summary>
    /// <value>Default: 1,000.</value>
    public int MaxExpressionDepth { get; init => field = Limit(value, Expr.MaxDepth); } = 1_000;

    /// <summary>After how many errors the parser gives up.</summary>
    /// <value>Default: 20.</value>
    public int MaxErrors { get; init => field = Limit(value, int.MaxValue); } = 20;

    private static int Limit(int value, int most, [CallerMemberName] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }
}
