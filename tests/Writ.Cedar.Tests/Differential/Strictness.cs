namespace Writ.Cedar.Tests.Differential;

/// <summary>
/// Where our engine refuses what the official one reads, on purpose: each is a mistake of whoever wrote the text, which the official engine passes over
/// in silence. They are counted and printed, and are no differences.
/// </summary>
internal static class Strictness
{
    private static readonly (string Kind, string Refusal)[] Known =
    [
        // The official engine keeps the last of two attributes of one name in a record of a Cedar-syntax schema; in the JSON form it refuses them too.
        ("schema", "found the attribute `"),
        ("schemaJson", "found the attribute `"),
        // A key that begins an escape, where attributes stand: the official engine takes it for an attribute of that name.
        ("entities", "` where a record is expected"),
        // A key that has no meaning in a scope of a policy's JSON; elsewhere in a policy the official engine refuses it too.
        ("readPolicyJson", "found the unknown key `"),
        // A literal that begins as an escape and is none: the official engine takes it for a record with an attribute of that name.
        ("readPolicyJson", "__entity"),
        ("readPolicyJson", "__extn"),
    ];

    /// <summary>Whether a difference is one of these.</summary>
    public static bool Covers(string kind, string ours, string theirs) =>
        !theirs.StartsWith("refused", StringComparison.Ordinal) && Known.Any(known => known.Kind == kind && ours.StartsWith("refused", StringComparison.Ordinal) && ours.Contains(known.Refusal, StringComparison.Ordinal));
}
