using System.Diagnostics.CodeAnalysis;

namespace Writ.Spiffe;

/// <summary>
/// A SPIFFE id, such as <c>spiffe://example.org/agent/coder/1</c> (SPIFFE-ID §2). Only a parser or a builder makes one, so a
/// value that is not <see cref="IsDefault"/> is valid and has one spelling; ids are equal when they are the same characters.
/// </summary>
public readonly struct SpiffeId : IEquatable<SpiffeId>, IParsable<SpiffeId>
{
    /// <summary>The most bytes an id has (SPIFFE-ID §2.3).</summary>
    public const int MaxLength = 2048;

    private readonly string? _uri;
    private readonly TrustDomain _trustDomain;

    private SpiffeId(string uri, TrustDomain trustDomain) => (_uri, _trustDomain) = (uri, trustDomain);

    /// <summary>True for the value that no parser made and that names nobody.</summary>
    public bool IsDefault => _uri is null;

    /// <summary>The trust domain the id belongs to; the default for the default id.</summary>
    public TrustDomain TrustDomain => _trustDomain;

    /// <summary>The path with its leading slash; empty for the id of a trust domain.</summary>
    public ReadOnlySpan<char> Path => _uri.AsSpan(Math.Min(_uri?.Length ?? 0, SpiffeIdGrammar.Prefix.Length + _trustDomain.ToString().Length));

    /// <summary>Whether the id names a workload rather than a trust domain; false for the default.</summary>
    public bool HasPath => !Path.IsEmpty;

    /// <summary>The segments of the path, in order; a new array each time.</summary>
    public string[] GetSegments() => HasPath ? Path[1..].ToString().Split('/') : [];

    /// <summary>Whether the id belongs to a trust domain; false if either is the default.</summary>
    public bool IsMemberOf(TrustDomain trustDomain) => !IsDefault && _trustDomain == trustDomain;

    /// <summary>Whether the path begins with these segments, each compared whole and ordinally; no segments match every id but the default.</summary>
    public bool HasPathPrefix(params ReadOnlySpan<string> segments) => !IsDefault && TryConsume(segments, out _);

    /// <summary>Whether the path is exactly these segments, each compared whole and ordinally; false for the default.</summary>
    public bool HasPathOf(params ReadOnlySpan<string> segments) => !IsDefault && TryConsume(segments, out var rest) && rest.IsEmpty;

    /// <summary>Reads an id, or says why the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SpiffeId id, out SpiffeIdError error)
    {
        error = Read(text, out id);
        return error is SpiffeIdError.None;
    }

    /// <summary>Reads the id of a workload, as the leaf of an SVID has: it must have a path (X509-SVID §4.1, JWT-SVID §3).</summary>
    public static bool TryParseWorkload([NotNullWhen(true)] string? text, out SpiffeId id, out SpiffeIdError error)
    {
        error = Read(text, out id);
        if (error is SpiffeIdError.None && !id.HasPath)
            (error, id) = (SpiffeIdError.PathMissing, default);
        return error is SpiffeIdError.None;
    }

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out SpiffeId result) => TryParse(s, out result, out _);

    /// <summary>Reads an id that is known to be one.</summary>
    /// <exception cref="FormatException">The text is no SPIFFE id; the message says why.</exception>
    public static SpiffeId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var id, out var error) ? id : throw new FormatException(error.Describe());
    }

    /// <inheritdoc/>
    public static SpiffeId Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <summary>Builds the id of a workload from its segments, or says which rule a segment breaks.</summary>
    /// <exception cref="ArgumentException">The trust domain is the default.</exception>
    public static bool TryFromSegments(TrustDomain trustDomain, ReadOnlySpan<string> segments, out SpiffeId id, out SpiffeIdError error)
    {
        if (trustDomain.IsDefault)
            throw new ArgumentException("trust domain is the default value", nameof(trustDomain));
        error = segments.IsEmpty ? SpiffeIdError.PathMissing : SpiffeIdError.None;
        // INVARIANT: each segment is checked alone before joining, so that none can smuggle in a slash.
        for (var i = 0; i < segments.Length && error is SpiffeIdError.None; i++)
            error = SpiffeIdGrammar.CheckSegment(segments[i]);
        var uri = error is SpiffeIdError.None ? $"{SpiffeIdGrammar.Prefix}{trustDomain}/{string.Join('/', segments)}" : "";
        if (uri.Length > MaxLength)
            error = SpiffeIdError.TooLong;
        id = error is SpiffeIdError.None ? new SpiffeId(uri, trustDomain) : default;
        return error is SpiffeIdError.None;
    }

    /// <summary>Builds the id of a workload from segments that are known to be valid.</summary>
    /// <exception cref="ArgumentException">The trust domain is the default, or a segment breaks a rule; the message says which.</exception>
    public static SpiffeId FromSegments(TrustDomain trustDomain, params ReadOnlySpan<string> segments) =>
        TryFromSegments(trustDomain, segments, out var id, out var error) ? id : throw new ArgumentException(error.Describe(), nameof(segments));

    /// <inheritdoc/>
    public bool Equals(SpiffeId other) => string.Equals(_uri, other._uri, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is SpiffeId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _uri is null ? 0 : string.GetHashCode(_uri, StringComparison.Ordinal);

    /// <summary>The uri; empty for the default value.</summary>
    public override string ToString() => _uri ?? "";

    /// <summary>Whether both are the same id, ordinally.</summary>
    public static bool operator ==(SpiffeId left, SpiffeId right) => left.Equals(right);

    /// <summary>Whether the ids differ.</summary>
    public static bool operator !=(SpiffeId left, SpiffeId right) => !left.Equals(right);

    internal static SpiffeId OfTrustDomain(TrustDomain trustDomain) =>
        trustDomain.IsDefault
            ? throw new InvalidOperationException("trust domain is the default value")
            : new SpiffeId(SpiffeIdGrammar.Prefix + trustDomain, trustDomain);

    private static SpiffeIdError Read(string? text, out SpiffeId id)
    {
        id = default;
        if (string.IsNullOrEmpty(text))
            return SpiffeIdError.Empty;
        if (text.Length > MaxLength)
            return SpiffeIdError.TooLong;
        if (!text.StartsWith(SpiffeIdGrammar.Prefix, StringComparison.Ordinal))
            return SpiffeIdError.WrongScheme;
        var rest = text.AsSpan(SpiffeIdGrammar.Prefix.Length);
        var slash = rest.IndexOf('/');
        var authority = slash < 0 ? rest : rest[..slash];
        if (SpiffeIdGrammar.CheckTrustDomain(authority) is not SpiffeIdError.None and var inAuthority)
            return inAuthority;
        if (slash >= 0 && SpiffeIdGrammar.CheckPath(rest[slash..]) is not SpiffeIdError.None and var inPath)
            return inPath;
        id = new SpiffeId(text, TrustDomain.Parse(authority.ToString()));
        return SpiffeIdError.None;
    }

    private bool TryConsume(ReadOnlySpan<string> segments, out ReadOnlySpan<char> rest)
    {
        rest = Path;
        foreach (var segment in segments)
        {
            if (string.IsNullOrEmpty(segment) || rest.IsEmpty || !rest[1..].StartsWith(segment, StringComparison.Ordinal))
                return false;
            rest = rest[(segment.Length + 1)..];
            if (!rest.IsEmpty && rest[0] != '/')
                return false;
        }
        return true;
    }
}
