using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>Every resource, `*`; every resource of a type, `Case`; or one, `Case::42`. The zero value matches nothing.</summary>
public readonly struct ResourcePattern : IEquatable<ResourcePattern>
{
    private readonly string? type;
    private readonly string? id;

    private ResourcePattern(string type, string? id)
    {
        this.type = type;
        this.id = id;
    }

    /// <summary>Matches every resource.</summary>
    public static ResourcePattern Any { get; } = new("*", null);

    /// <summary>Reads `*`, `Type` or `Type::id`.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ResourcePattern pattern)
    {
        pattern = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (text is "*")
        {
            pattern = Any;
            return true;
        }

        var colons = text.IndexOf("::", StringComparison.Ordinal);
        var name = colons < 0 ? text : text[..colons];
        if (!IsIdentifier(name) || (colons >= 0 && colons == text.Length - 2))
        {
            return false;
        }

        pattern = new ResourcePattern(name, colons < 0 ? null : text[(colons + 2)..]);
        return true;
    }

    /// <summary>Whether a type's name is an identifier: a letter, then letters, digits and `_`, all ASCII.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !char.IsAsciiLetter(name[0]))
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the resource is one of those the pattern stands for.</summary>
    public bool Matches(ResourceRef resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return type is "*" || (string.Equals(type, resource.Type, StringComparison.Ordinal) && (id is null || string.Equals(id, resource.Id, StringComparison.Ordinal)));
    }

    /// <summary>Whether every resource that <paramref name="other"/> stands for is one that this stands for.</summary>
    public bool Covers(ResourcePattern other) =>
        other.type is not null && (type is "*" || (string.Equals(type, other.type, StringComparison.Ordinal) && (id is null || string.Equals(id, other.id, StringComparison.Ordinal))));

    /// <inheritdoc />
    public override string ToString() => id is null ? type ?? "" : $"{type}::{id}";

    /// <inheritdoc />
    public bool Equals(ResourcePattern other) => string.Equals(type, other.type, StringComparison.Ordinal) && string.Equals(id, other.id, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ResourcePattern other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(type, id);

    /// <summary>Equality of the patterns.</summary>
    public static bool operator ==(ResourcePattern left, ResourcePattern right) => left.Equals(right);

    /// <summary>Inequality of the patterns.</summary>
    public static bool operator !=(ResourcePattern left, ResourcePattern right) => !left.Equals(right);
}
