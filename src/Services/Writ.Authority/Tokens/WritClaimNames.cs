namespace Writ.Authority.Tokens;

/// <summary>The claims of a writ beside those of RFC 9068.</summary>
internal static class WritClaimNames
{
    /// <summary>`typ` (RFC 9068 §2.1).</summary>
    public const string Type = "at+jwt";

    /// <summary>The task: an object of `id`, `intent` and `epoch`.</summary>
    public const string Task = "urn:writ:task";
}
