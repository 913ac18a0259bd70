using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Writ.TransparencyLog;

/// <summary>The character rules of C2SP signed-note, shared by notes, keys and checkpoints.</summary>
internal static class NoteSyntax
{
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsKeyName(ReadOnlySpan<char> name)
    {
        foreach (var character in name)
        {
            if (char.IsWhiteSpace(character) || character is < ' ' or '+')
                return false;
        }
        return !name.IsEmpty;
    }

    public static bool HasControlCharacter(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (character < ' ' && character is not '\n')
                return true;
        }
        return false;
    }

    /// <summary>Decodes standard base64 that is spelled in the one canonical way: padded, no white space, no loose bits.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[text.Length / 4 * 3];
        if (Convert.TryFromBase64Chars(text, bytes, out var written))
        {
            bytes = bytes[..written];
            if (text.Equals(Convert.ToBase64String(bytes), StringComparison.Ordinal))
                return true;
        }
        bytes = null;
        return false;
    }
}
