namespace Writ.Cli;

/// <summary>Why a host came to its end.</summary>
internal enum HostEnd
{
    /// <summary>It has not.</summary>
    None = 0,

    /// <summary>It was told to stop.</summary>
    Stopped,

    /// <summary>Everything was revoked, so it is to start anew.</summary>
    Revoked,
}
