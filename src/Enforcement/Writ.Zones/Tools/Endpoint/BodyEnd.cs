namespace Writ.Zones.Tools;

/// <summary>How taking a request's body ended.</summary>
internal enum BodyEnd
{
    /// <summary>Not taken.</summary>
    None = 0,

    /// <summary>It is there, whole.</summary>
    Whole,

    /// <summary>It is larger than a message may be.</summary>
    TooLarge,

    /// <summary>It is larger than what is held of somebody who is not named.</summary>
    Stranger,

    /// <summary>As many bytes of requests are held as may be.</summary>
    Full,
}
