namespace Writ.Authority.Identity;

/// <summary>How long identities and the keys behind them live. What is issued is renewed at half its life.</summary>
public sealed record IdentityOptions
{
    /// <summary>The life of an X.509-SVID.</summary>
    /// <value>Default: an hour.</value>
    public TimeSpan X509Svid { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The life of a JWT-SVID.</summary>
    /// <value>Default: five minutes.</value>
    public TimeSpan JwtSvid { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The life of the root.</summary>
    /// <value>Default: a year.</value>
    public TimeSpan Root { get; init; } = TimeSpan.FromDays(365);

    /// <summary>The life of the intermediate and of the key of JWT-SVIDs.</summary>
    /// <value>Default: a week.</value>
    public TimeSpan Signing { get; init; } = TimeSpan.FromDays(7);

    /// <summary>For how long a key is published before it signs anything, so that whoever asks for the bundle now and then knows it by then.</summary>
    /// <value>Default: ten minutes, twice the hint below.</value>
    public TimeSpan Lead { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often others are told to ask for the bundle (SPIFFE Trust Domain and Bundle §4.1.2).</summary>
    /// <value>Default: five minutes.</value>
    public TimeSpan RefreshHint { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far before now a certificate begins, for holders and peers whose clocks are behind.</summary>
    /// <value>Default: a minute.</value>
    public TimeSpan Backdating { get; init; } = TimeSpan.FromMinutes(1);
}
