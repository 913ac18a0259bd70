using System.Diagnostics.CodeAnalysis;

namespace Writ.Spiffe;

/// <summary>
/// One id, or all ids beneath a path: <c>spiffe://example.org/agent/coder/*</c>. The star stands only at the end and for one
/// or more whole segments, as in the client metadata of SPIFFE client authentication. The default matches nothing.
/// </summary>
public readonly struct SpiffeIdPattern : IEquatable<SpiffeIdPattern>, IParsable<SpiffeIdPattern>
{
    private const string Star = "/*";

    private readonly SpiffeId _id;
    private readonly bool _beneath;

    private SpiffeIdPattern(SpiffeId id, bool beneath) => (_id, _beneath) = (id, beneath);

    /// <summary>True for the value that no parser made and that matches nothing.</summary>
    public bool IsDefault => _id.IsDefault;

    /// <summary>Whether the pattern covers the id; a prefix counts only up to a segment's end.</summary>
    public bool Matches(SpiffeId id)
    {
        if (IsDefault || id.IsDefault)
            return false;
        if (!_beneath)
            return id == _id;
        return id.TrustDomain == _id.TrustDomain
            && id.Path.Length > _id.Path.Length + 1
            && id.Path.StartsWith(_id.Path, StringComparison.Ordinal)
            && id.Path[_id.Path.Length] == '/';
    }

    /// <summary>Reads a pattern, or says why the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SpiffeIdPattern pattern, out SpiffeIdError error)
    {
        var beneath = text is not null && text.EndsWith(Star, StringComparison.Ordinal);
        var parsed = SpiffeId.TryParse(beneath ? text![..^Star.Length] : text, out var id, out error);
        pattern = parsed ? new SpiffeIdPattern(id, beneath) : default;
        return parsed;
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SpiffeIdPattern result) => TryParse(s, out result, out _);

    /// <summary>Reads a pattern that is known to be one.</summary>
    /// <exception cref="FormatException">The text is no pattern; the message says why.</exception>
    public static SpiffeIdPattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var pattern, out var error) ? pattern : throw new FormatException(error.Describe());
    }

    /// <inheritdoc/>
    public static SpiffeIdPattern Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public bool Equals(SpiffeIdPattern other) => _id == other._id && _beneath == other._beneath;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SpiffeIdPattern other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_id, _beneath);

    /// <summary>The pattern as it was written; empty for the default value.</summary>
    public override string ToString() => _beneath ? _id + Star : _id.ToString();

    /// <summary>Whether both are the same pattern.</summary>
    public static bool operator ==(SpiffeIdPattern left, SpiffeIdPattern right) => left.Equals(right);

    /// <summary>Whether the patterns differ.</summary>
    public static bool operator !=(SpiffeIdPattern left, SpiffeIdPattern right) => !left.Equals(right);
}
