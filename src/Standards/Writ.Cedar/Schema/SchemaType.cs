using System.Collections.Frozen;
using Writ.Cedar.Values;

namespace Writ.Cedar.Schema;

/// <summary>The type of a value, with every name resolved: a closed family.</summary>
public abstract record SchemaType
{
    private SchemaType()
    {
    }

    /// <summary>Bool, Long, String or an extension type.</summary>
    /// <param name="Kind">Which.</param>
    public sealed record Scalar(ValueKind Kind) : SchemaType;

    /// <summary>A reference to an entity.</summary>
    /// <param name="Type">The entity type.</param>
    public sealed record Entity(string Type) : SchemaType;

    /// <summary>A set.</summary>
    /// <param name="Element">The type of its members.</param>
    public sealed record Set(SchemaType Element) : SchemaType;

    /// <summary>A record.</summary>
    /// <param name="Attributes">The attributes by name.</param>
    public sealed record Record(FrozenDictionary<string, SchemaAttribute> Attributes) : SchemaType
    {
        /// <summary>The record without attributes.</summary>
        public static Record Empty { get; } = new(FrozenDictionary<string, SchemaAttribute>.Empty);
    }
}
