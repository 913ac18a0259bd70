using System.Collections.Immutable;

namespace Writ.Domain;

public abstract partial record Constraint
{
    /// <summary>Each of these at once. It comes of two constraints that met; nobody writes it.</summary>
    public sealed record Every : Constraint
    {
        /// <summary>Makes one, of parts that came of a meeting before.</summary>
        /// <param name="parts">Two to <see cref="MostParts"/> constraints, none of them a list of values or several at once.</param>
        /// <exception cref="ArgumentException">They are not such.</exception>
        public Every(ImmutableArray<Constraint> parts)
        {
            Parts = parts is { IsDefault: false, Length: >= 2 and <= MostParts } && parts.All(static part => part is not (OneOf or Every))
                ? parts
                : throw new ArgumentException($"two to {MostParts} single constraints are needed", nameof(parts));
        }

        /// <summary>The parts, two or more.</summary>
        public ImmutableArray<Constraint> Parts { get; }

        /// <inheritdoc />
        public override bool Allows(string value) => Parts.All(part => part.Allows(value));

        private protected override string Order => "";

        private protected override bool CoversAlike(Constraint narrower) => false;
    }
}
