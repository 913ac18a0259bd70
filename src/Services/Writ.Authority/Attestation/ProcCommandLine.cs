using System.Collections.Immutable;
using System.Text;

namespace Writ.Authority.Attestation;

/// <summary>Reads `/proc/PID/cmdline` (proc(5)). The process writes these bytes itself, and may write others at any time.</summary>
internal static class ProcCommandLine
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The words; none when the bytes are no text, or do not end with the zero byte that ends each word.</summary>
    public static ImmutableArray<string> Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[^1] != 0)
        {
            return [];
        }

        try
        {
            return [.. Strict.GetString(bytes[..^1]).Split('\0')];
        }
        catch (DecoderFallbackException)
        {
            return [];
        }
    }

    /// <summary>The words joined by spaces; null when a word holds one, or is empty, so that no two command lines have one text.</summary>
    public static string? Join(ImmutableArray<string> words) =>
        words.IsEmpty || words.Any(static w => w.Length == 0 || w.Contains(' ', StringComparison.Ordinal)) ? null : string.Join(' ', words);
}
