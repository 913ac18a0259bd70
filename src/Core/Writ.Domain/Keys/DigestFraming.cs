namespace Writ.Domain;

/// <summary>What stands before a value under a keyed digest. Digests are compared for as long as an installation lives, so no line here is ever changed.</summary>
public static class DigestFraming
{
    /// <summary>The prefix of a purpose: its name after one byte that holds the name's length, so that no prefix begins another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a purpose.</exception>
    public static ReadOnlySpan<byte> Prefix(DigestPurpose purpose) => purpose switch
    {
        DigestPurpose.Subject => "\u0007subject"u8,
        DigestPurpose.Parameters => "\u000Aparameters"u8,
        DigestPurpose.Audiences => "\u0009audiences"u8,
        DigestPurpose.Narrowing => "\u0009narrowing"u8,
        DigestPurpose.CommandLine => "\u000Ccommand-line"u8,
        DigestPurpose.SecretVersion => "\u000Esecret-version"u8,
        DigestPurpose.Resource => "\u0008resource"u8,
        DigestPurpose.Request => "\u0007request"u8,
        DigestPurpose.Result => "\u0006result"u8,
        DigestPurpose.ApprovalContext => "\u0010approval-context"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "this is no purpose of a digest"),
    };
}
