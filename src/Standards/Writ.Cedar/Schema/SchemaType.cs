using System.Collections.Frozen;
using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>The type of a value, with every name resolved: a closed family.</summary>
public abstract record SchemaType
{
    private SchemaType(int depth = 0) => Depth = depth;

    /// <summary>How many sets and records lie around the innermost type. Kept, so that no walk has to find out.</summary>
    internal int Depth { get; }

    /// <summary>Bool, Long, String or an extension type.</summary>
    /// <param name="Kind">Which.</param>
    public sealed record Scalar(ValueKind Kind) : SchemaType;

    /// <summary>A reference to an entity.</summary>
    /// <param name="Type">The entity type.</param>
    public sealed record Entity(string Type) : SchemaType;

    /// <summary>A set.</summary>
    /// <param name="Element">The type of its members.</param>
    public sealed record Set(SchemaType Element) : SchemaType(Element.Depth + 1);

    /// <summary>A record.</summary>
    /// <param name="Attributes">The attributes by name.</param>
    public sealed record Record(FrozenDictionary<string, SchemaAttribute> Attributes) : SchemaType(Attributes.Values.Max(attribute => (int?)attribute.Type.Depth).GetValueOrDefault() + 1)
    {
        /// <summary>The record without attributes.</summary>
        public static Record Empty { get; } = new(FrozenDictionary<string, SchemaAttribute>.Empty);
    }
}
