using System.Collections.Immutable;

namespace Writ.Domain;

public abstract partial record Constraint
{
    /// <summary>One of these values, ordinally.</summary>
    /// <param name="Values">The values; none means that nothing is allowed.</param>
    public sealed record OneOf(ImmutableSortedSet<string> Values) : Constraint
    {
        /// <summary>The values, in ordinal order.</summary>
        public ImmutableSortedSet<string> Values { get; } = Values.WithComparer(StringComparer.Ordinal);

        /// <inheritdoc />
        public override bool Allows(string value) => Values.Contains(value);

        private protected override string Order => "";

        private protected override bool CoversAlike(Constraint narrower) => false;
    }
}
