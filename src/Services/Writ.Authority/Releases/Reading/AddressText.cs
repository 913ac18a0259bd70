using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads addresses that documents are fetched from.</summary>
internal static class AddressText
{
    /// <summary>The address of a key; null when absent or wrong. The problem never repeats it: what stands before an `@` may be a password.</summary>
    public static (YamlNode.Scalar Text, Uri Address)? Read(Section section, string key, bool required)
    {
        if (section.Text(key, required) is not { } text)
        {
            return null;
        }

        if (text.Value.Contains("${", StringComparison.Ordinal))
        {
            section.Problems.Add("W1013", text.At, "a placeholder `${…}` would not be expanded", "write the value itself: a release means the same on every machine");
            return null;
        }

        if (Uri.TryCreate(text.Value, UriKind.Absolute, out var address) && DocumentRequest.MayAsk(address))
        {
            return (text, address);
        }

        section.Problems.Add(
            "W1061", text.At, $"`{key}` is no https address without user and fragment", "write it like `https://host/path`; plain http is for a loopback address alone, as in `http://127.0.0.1:9000`");
        return null;
    }
}
