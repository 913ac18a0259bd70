using Writ.Cedar.Values;

namespace Writ.Cedar.Partial;

/// <summary>A principal or resource of which the type is known and the id may not be (RFC 95).</summary>
public sealed class PartialUid
{
    private PartialUid(string type, EntityUid? uid)
    {
        Type = type;
        Uid = uid;
    }

    /// <summary>The entity type.</summary>
    public string Type { get; }

    /// <summary>The whole name, or null when only the type is known.</summary>
    public EntityUid? Uid { get; }

    /// <summary>An entity that is known by name.</summary>
    /// <param name="uid">The name.</param>
    public static implicit operator PartialUid(EntityUid uid) => Known(uid);

    /// <summary>An entity that is known by name.</summary>
    /// <param name="uid">The name.</param>
    public static PartialUid Known(EntityUid uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        return new PartialUid(uid.Type, uid);
    }

    /// <summary>Some entity of a type.</summary>
    /// <param name="type">The type, such as <c>Writ::Agent</c>.</param>
    public static PartialUid OfType(string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return new PartialUid(type, uid: null);
    }

    /// <summary>Writes the name, or the type with <c>?</c> for the id.</summary>
    public override string ToString() => Uid?.ToString() ?? $"{Type}::?";

    internal bool Admits(EntityUid uid) => Uid?.Equals(uid) ?? uid.Type == Type;
}
