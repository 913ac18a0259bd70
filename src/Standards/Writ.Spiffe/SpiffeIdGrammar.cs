using System.Buffers;

namespace Writ.Spiffe;

/// <summary>The character rules of SPIFFE-ID §2.1 and §2.2; the only place that knows them.</summary>
internal static class SpiffeIdGrammar
{
    public const string Prefix = "spiffe://";

    private static readonly SearchValues<char> TrustDomainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");
    private static readonly SearchValues<char> SegmentCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_");

    public static SpiffeIdError CheckTrustDomain(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
            return SpiffeIdError.TrustDomainMissing;
        var at = name.IndexOfAnyExcept(TrustDomainCharacters);
        if (at >= 0)
            return name.Contains('@') ? SpiffeIdError.UserInfo : NameCharacter(name[at], SpiffeIdError.TrustDomainCharacter);
        return name.Length > TrustDomain.MaxLength ? SpiffeIdError.TrustDomainTooLong : SpiffeIdError.None;
    }

    /// <summary>Checks a path, which is empty or begins with a slash.</summary>
    public static SpiffeIdError CheckPath(ReadOnlySpan<char> path)
    {
        while (!path.IsEmpty)
        {
            path = path[1..];
            var end = path.IndexOf('/');
            var last = end < 0;
            var segment = last ? path : path[..end];
            if (segment.IsEmpty)
                return last ? SpiffeIdError.TrailingSlash : SpiffeIdError.EmptySegment;
            if (CheckSegment(segment) is not SpiffeIdError.None and var error)
                return error;
            path = last ? [] : path[end..];
        }
        return SpiffeIdError.None;
    }

    public static SpiffeIdError CheckSegment(ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty)
            return SpiffeIdError.EmptySegment;
        var at = segment.IndexOfAnyExcept(SegmentCharacters);
        if (at >= 0)
            return NameCharacter(segment[at], SpiffeIdError.PathCharacter);
        return segment is "." or ".." ? SpiffeIdError.DotSegment : SpiffeIdError.None;
    }

    private static SpiffeIdError NameCharacter(char character, SpiffeIdError otherwise) => character switch
    {
        '%' => SpiffeIdError.PercentEncoding,
        '?' => SpiffeIdError.Query,
        '#' => SpiffeIdError.Fragment,
        ':' when otherwise is SpiffeIdError.TrustDomainCharacter => SpiffeIdError.Port,
        _ => otherwise,
    };
}
