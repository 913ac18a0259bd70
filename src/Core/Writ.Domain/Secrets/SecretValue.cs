using System.Security.Cryptography;
using System.Text;

namespace Writ.Domain;

/// <summary>A secret's value, for the last hop alone: text of 1 to 16,384 bytes in UTF-8 without control characters but tabs. It shows itself nowhere; disposing it wipes it.</summary>
public sealed class SecretValue : IDisposable
{
    /// <summary>The most bytes of a value.</summary>
    public const int MaxLength = 16 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] bytes;

    private SecretValue(byte[] bytes) => this.bytes = bytes;

    /// <summary>The value of bytes, without one line end at their end; null when they are none, too many, or no plain text on one line.</summary>
    public static SecretValue? Of(ReadOnlySpan<byte> bytes)
    {
        var text = bytes.EndsWith("\r\n"u8) ? bytes[..^2] : bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes;
        if (text.Length is 0 or > MaxLength || text.ContainsAnyInRange((byte)0, (byte)8) || text.ContainsAnyInRange((byte)10, (byte)31) || text.Contains((byte)127))
        {
            return null;
        }

        try
        {
            _ = Strict.GetCharCount(text);
            return new SecretValue(text.ToArray());
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The value itself. Whoever calls this puts it into what leaves by the last hop, and nowhere else.</summary>
    public string Reveal() => Strict.GetString(bytes);

    /// <summary>The bytes, for a store that seals them.</summary>
    public ReadOnlySpan<byte> AsSpan() => bytes;

    /// <inheritdoc />
    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    /// <summary>Says that it is a secret, and nothing of it.</summary>
    public override string ToString() => "(secret)";
}
