using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>What one argument must be like. Every question about two constraints of different kinds is answered "no".</summary>
public abstract record Constraint
{
    private Constraint()
    {
    }

    /// <summary>Whether a value satisfies it.</summary>
    public abstract bool Allows(string value);

    /// <summary>Whether everything that satisfies <paramref name="narrower"/> satisfies this.</summary>
    public abstract bool Covers(Constraint narrower);

    /// <summary>What satisfies both; null when that cannot be said by one constraint.</summary>
    public Constraint? Intersect(Constraint other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (this, other) switch
        {
            (OneOf few, _) => few.Where(other),
            (_, OneOf few) => few.Where(this),
            _ => Covers(other) ? other : other.Covers(this) ? this : null,
        };
    }

    /// <summary>One of these values, ordinally.</summary>
    /// <param name="Values">The values; none means that nothing is allowed.</param>
    public sealed record OneOf(ImmutableSortedSet<string> Values) : Constraint
    {
        /// <summary>The values, in ordinal order.</summary>
        public ImmutableSortedSet<string> Values { get; } = Values.WithComparer(StringComparer.Ordinal);

        /// <inheritdoc />
        public override bool Allows(string value) => Values.Contains(value);

        /// <inheritdoc />
        public override bool Covers(Constraint narrower) => narrower is OneOf other && other.Values.IsSubsetOf(Values);

        internal OneOf Where(Constraint other) => new([.. Values.Where(other.Allows)]);
    }

    /// <summary>
    /// This path or anything below it: a prefix ends at a segment's boundary. A path with an empty, `.` or `..` segment, or written in a way
    /// that a server could read differently, is never below.
    /// </summary>
    /// <param name="Path">The path, without a trailing slash.</param>
    public sealed record Below(string Path) : Constraint
    {
        /// <inheritdoc />
        public override bool Allows(string value) =>
            (string.Equals(value, Path, StringComparison.Ordinal) || (value.StartsWith(Path, StringComparison.Ordinal) && value[Path.Length] == '/'))
            && PlainPath.IsPlain(value.StartsWith('/') ? value.AsSpan(1) : value);

        /// <inheritdoc />
        public override bool Covers(Constraint narrower) => narrower switch
        {
            Below other => Equals(other) || Allows(other.Path),
            OneOf other => other.Values.All(Allows),
            _ => false,
        };
    }

    /// <summary>A whole number of at most this.</summary>
    /// <param name="Limit">The limit, inclusive.</param>
    public sealed record AtMost(long Limit) : Constraint
    {
        /// <inheritdoc />
        public override bool Allows(string value) => ParameterValue.Read(ParameterType.Long, value) is ParameterValue.Number number && number.Value <= Limit;

        /// <inheritdoc />
        public override bool Covers(Constraint narrower) => narrower switch
        {
            AtMost other => other.Limit <= Limit,
            OneOf other => other.Values.All(Allows),
            _ => false,
        };
    }
}
