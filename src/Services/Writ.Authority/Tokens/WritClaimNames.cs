namespace Writ.Authority.Tokens;

/// <summary>The claims of a writ beside those of RFC 9068.</summary>
internal static class WritClaimNames
{
    /// <summary>`typ` (RFC 9068 §2.1).</summary>
    public const string Type = "at+jwt";

    /// <summary>The task: an object of `id`, `intent` and `epoch`.</summary>
    public const string Task = "urn:writ:task";

    /// <summary>What the writ is good for, for whoever reads it (RFC 9396 §9.1). What its task may do, the stored task says.</summary>
    public const string Details = "authorization_details";

    /// <summary>In <see cref="Task"/>, true when the writ is less than its task's: then <see cref="Details"/> has one line, and it is enforced.</summary>
    public const string Narrowed = "narrowed";
}
