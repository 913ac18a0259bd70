using System.Buffers;
using System.Globalization;
using System.Text;

namespace Writ.Jose;

/// <summary>
/// The uri of an http request as <c>htu</c> has it, in normal form: without query and fragment, normalised by syntax and by
/// scheme (RFC 9449 §4.3, RFC 3986 §6.2.2 and §6.2.3). Nothing is repaired: what is no uri is refused.
/// </summary>
internal static class HttpUri
{
    public const int MaxLength = 4096;

    private static readonly SearchValues<char> UriCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    public static bool TryNormalize(string text, out string normal)
    {
        normal = "";
        if (text.Length > MaxLength || text.AsSpan().ContainsAnyExcept(UriCharacters))
            return false;
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon < 0)
            return false;
        var scheme = text[..colon].ToLowerInvariant();
        if (scheme is not ("http" or "https"))
            return false;
        var rest = text.AsSpan(colon + 3);
        var end = rest.IndexOfAny('?', '#');
        rest = end < 0 ? rest : rest[..end];
        var slash = rest.IndexOf('/');
        var authority = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "/" : rest[slash..];
        if (!TryNormalizeAuthority(authority, scheme, out var host) || !TryNormalizePercent(path, out var unescaped) || path.ContainsAny('[', ']'))
            return false;
        normal = $"{scheme}://{host}{RemoveDotSegments(unescaped)}";
        return true;
    }

    private static bool TryNormalizeAuthority(ReadOnlySpan<char> authority, string scheme, out string normal)
    {
        normal = "";
        var bracket = authority.LastIndexOf(']');
        var colon = authority[(bracket + 1)..].IndexOf(':');
        var host = colon < 0 ? authority : authority[..(bracket + 1 + colon)];
        var port = colon < 0 ? [] : authority[(bracket + 2 + colon)..];
        if (host.IsEmpty || host.Contains('@') || port.Contains('@'))
            return false;
        if (host[0] is '[' ? bracket != host.Length - 1 || !System.Net.IPAddress.TryParse(host, out _) : host.ContainsAny('[', ']'))
            return false;
        if (!TryNormalizePercent(host, out var unescaped))
            return false;
        var number = 0;
        if (!port.IsEmpty && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) || number > ushort.MaxValue))
            return false;
        var isDefault = port.IsEmpty || number == (scheme is "https" ? 443 : 80);
        // Percent-encodings keep their upper-case digits (§6.2.2.1): only what stands outside them is lowered.
        var lowered = LowerOutsidePercent(unescaped);
        normal = isDefault ? lowered : string.Create(CultureInfo.InvariantCulture, $"{lowered}:{number}");
        return true;
    }

    /// <summary>Decodes what need not be encoded and spells the rest in upper case (§6.2.2.1, §6.2.2.2).</summary>
    private static bool TryNormalizePercent(ReadOnlySpan<char> text, out string normal)
    {
        normal = "";
        var written = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not '%')
            {
                written.Append(text[i]);
                continue;
            }
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                return false;
            var value = (char)byte.Parse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (char.IsAsciiLetterOrDigit(value) || value is '-' or '.' or '_' or '~')
                written.Append(value);
            else
                written.Append('%').Append(char.ToUpperInvariant(text[i + 1])).Append(char.ToUpperInvariant(text[i + 2]));
            i += 2;
        }
        normal = written.ToString();
        return true;
    }

    private static string LowerOutsidePercent(string text)
    {
        var lowered = text.ToCharArray();
        for (var i = 0; i < lowered.Length; i++)
        {
            if (lowered[i] is '%')
                i += 2;
            else
                lowered[i] = char.ToLowerInvariant(lowered[i]);
        }
        return new string(lowered);
    }

    /// <summary>Resolves <c>.</c> and <c>..</c> in a path that begins with a slash (§5.2.4).</summary>
    private static string RemoveDotSegments(string path)
    {
        var segments = path[1..].Split('/');
        var kept = new List<string>(segments.Length);
        for (var i = 0; i < segments.Length; i++)
        {
            var dots = segments[i] is "." or "..";
            if (segments[i] is ".." && kept.Count > 0)
                kept.RemoveAt(kept.Count - 1);
            if (!dots)
                kept.Add(segments[i]);
            else if (i == segments.Length - 1)
                kept.Add("");
        }
        return "/" + string.Join('/', kept);
    }
}
