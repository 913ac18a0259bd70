using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Writ.Jose;

/// <summary>
/// Base64url as JOSE has it (RFC 7515 §2), with one spelling for each value: no padding, no white space, no loose bits.
/// </summary>
public static class Base64UrlText
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    // The last character of a text of length 4n+2 carries 4 unused bits, of length 4n+3 two; they have to be zero.
    private static readonly SearchValues<char> LastOfTwo = SearchValues.Create("AQgw");
    private static readonly SearchValues<char> LastOfThree = SearchValues.Create("AEIMQUYcgkosw048");

    /// <summary>Writes bytes as base64url.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Reads base64url in its canonical spelling; false for any other text.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        // The decoder of the platform skips white space and takes padding, so the alphabet is checked before.
        var canonical = !text.ContainsAnyExcept(Characters) && (text.Length % 4) switch
        {
            0 => true,
            2 => LastOfTwo.Contains(text[^1]),
            3 => LastOfThree.Contains(text[^1]),
            _ => false,
        };
        bytes = canonical ? Base64Url.DecodeFromChars(text) : null;
        return canonical;
    }
}
