namespace Writ.Spiffe;

/// <summary>The one-line text of each <see cref="SpiffeIdError"/>.</summary>
public static class SpiffeIdErrorText
{
    /// <summary>Says in one lower-case line, without the refused input, what was wrong.</summary>
    public static string Describe(this SpiffeIdError error) => error switch
    {
        SpiffeIdError.None => "nothing is wrong",
        SpiffeIdError.Empty => "spiffe id is empty",
        SpiffeIdError.TooLong => "spiffe id is longer than 2048 bytes",
        SpiffeIdError.WrongScheme => "spiffe id does not begin with `spiffe://`",
        SpiffeIdError.TrustDomainMissing => "trust domain is missing",
        SpiffeIdError.TrustDomainTooLong => "trust domain is longer than 255 bytes",
        SpiffeIdError.TrustDomainCharacter => "trust domain has a character other than lower-case letters, digits, dots, dashes and underscores",
        SpiffeIdError.UserInfo => "spiffe id has user information",
        SpiffeIdError.Port => "spiffe id has a port",
        SpiffeIdError.PercentEncoding => "spiffe id is percent-encoded",
        SpiffeIdError.Query => "spiffe id has a query",
        SpiffeIdError.Fragment => "spiffe id has a fragment",
        SpiffeIdError.EmptySegment => "path has an empty segment",
        SpiffeIdError.DotSegment => "path has a dot segment",
        SpiffeIdError.TrailingSlash => "path ends with a slash",
        SpiffeIdError.PathCharacter => "path has a character other than letters, digits, dots, dashes and underscores",
        SpiffeIdError.PathMissing => "spiffe id has no path: it names a trust domain, not a workload",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "no such spiffe id error"),
    };
}
