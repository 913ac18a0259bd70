using System.Globalization;

namespace Writ.Domain;

public abstract partial record Constraint
{
    /// <summary>A whole number of at least and at most these.</summary>
    public sealed record Between : Constraint
    {
        /// <summary>Makes one.</summary>
        /// <param name="least">The least, inclusive.</param>
        /// <param name="most">The most, inclusive; not below the least.</param>
        /// <exception cref="ArgumentOutOfRangeException">No number lies between them.</exception>
        public Between(long least, long most)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
            (Least, Most) = (least, most);
        }

        /// <summary>The least, inclusive; <see cref="long.MinValue"/> when there is none.</summary>
        public long Least { get; }

        /// <summary>The most, inclusive; <see cref="long.MaxValue"/> when there is none.</summary>
        public long Most { get; }

        /// <summary>A whole number of at most this.</summary>
        public static Between AtMost(long most) => new(long.MinValue, most);

        /// <summary>A whole number of at least this.</summary>
        public static Between AtLeast(long least) => new(least, long.MaxValue);

        /// <inheritdoc />
        public override bool Allows(string value) =>
            ParameterValue.Read(ParameterType.Long, value) is ParameterValue.Number { Value: var number } && number >= Least && number <= Most;

        private protected override string Order => string.Create(CultureInfo.InvariantCulture, $"between {Least} {Most}");

        private protected override bool CoversAlike(Constraint narrower) => narrower is Between other && other.Least >= Least && other.Most <= Most;

        private protected override Constraint? MeetAlike(Constraint other) =>
            other is not Between range ? null
            : Math.Max(Least, range.Least) is var least && Math.Min(Most, range.Most) is var most && least <= most ? new Between(least, most)
            : Nothing;
    }
}
