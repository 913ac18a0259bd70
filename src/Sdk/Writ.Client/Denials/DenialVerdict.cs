namespace Writ.Client;

/// <summary>What a denial says may still come.</summary>
public enum DenialVerdict
{
    /// <summary>Nothing was said; no denial has it.</summary>
    None = 0,

    /// <summary>The action was refused.</summary>
    Deny,

    /// <summary>The action needs a human's yes; the identical call may be tried again then.</summary>
    StepUp,
}
