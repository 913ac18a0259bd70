using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Values;

/// <summary>The name of an entity: a type such as <c>Writ::Agent</c> and an id that may be any text. Ordinal; hashed once.</summary>
public sealed class EntityUid : IEquatable<EntityUid>, IParsable<EntityUid>
{
    private readonly int _hash;

    private EntityUid(string type, string id)
    {
        Type = type;
        Id = id;
        _hash = HashCode.Combine(type, id);
    }

    /// <summary>The type, a path of identifiers.</summary>
    public string Type { get; }

    /// <summary>The id, any text.</summary>
    public string Id { get; }

    /// <summary>Makes a uid from parts known to the program.</summary>
    /// <param name="type">The type, a path of identifiers such as <c>Writ::Agent</c>.</param>
    /// <param name="id">The id, any text.</param>
    /// <exception cref="ArgumentException">The type is no path of identifiers, or the id holds half a surrogate pair.</exception>
    public static EntityUid Of(string type, string id)
    {
        if (TryCreate(type, id, out var uid)) return uid;
        throw id is not null && !Names.IsText(id)
            ? new ArgumentException("found half a surrogate pair in the id of an entity, which no text of the language can carry", nameof(id))
            : new ArgumentException(ErrorText.Of($"`{type}` is no entity type"), nameof(type));
    }

    /// <summary>Makes a uid from foreign parts; false when the type is no path of identifiers, or the id holds half a surrogate pair.</summary>
    /// <param name="type">The type.</param>
    /// <param name="id">The id.</param>
    /// <param name="uid">The uid.</param>
    public static bool TryCreate(string? type, string? id, [NotNullWhen(true)] out EntityUid? uid)
    {
        uid = type is not null && id is not null && Names.IsPath(type) && Names.IsText(id) ? new EntityUid(type, id) : null;
        return uid is not null;
    }

    /// <summary>Reads <c>Type::"id"</c>.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the form has no culture.</param>
    /// <exception cref="FormatException">The text is no entity.</exception>
    public static EntityUid Parse(string s, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return TryParse(s, provider, out var uid) ? uid : throw new FormatException(ErrorText.Of($"`{s}` is no entity, expected `Type::\"id\"`"));
    }

    /// <summary>Reads <c>Type::"id"</c>.</summary>
    /// <param name="s">The text.</param>
    /// <exception cref="FormatException">The text is no entity.</exception>
    public static EntityUid Parse(string s) => Parse(s, provider: null);

    /// <summary>Reads <c>Type::"id"</c>.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Not used: the form has no culture.</param>
    /// <param name="result">The uid.</param>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out EntityUid result)
    {
        result = s is null ? null : PolicyText.TryReadEntity(s);
        return result is not null;
    }

    /// <summary>Whether both name the same entity.</summary>
    /// <param name="other">The other uid.</param>
    public bool Equals(EntityUid? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && Id == other.Id && Type == other.Type);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EntityUid);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>Writes <c>Type::"id"</c>, escaped.</summary>
    public override string ToString() => $"{Type}::{ValueText.Quote(Id)}";
}
