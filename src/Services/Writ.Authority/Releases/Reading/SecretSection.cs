using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads the secrets of `writ.yaml`, which say where a value comes from and never what it is, and the places that use them.</summary>
internal static class SecretSection
{
    private const string Forms = "write `store`, `env:NAME`, `file:/path` or `command:PROGRAM ARGUMENTS`";

    public static SecretSource? Read(Slug name, YamlNode value, Problems problems)
    {
        if (Section.Of(value, $"secret `{name}`", problems) is not { } secret)
        {
            return null;
        }

        var from = secret.Text("from");
        secret.Close();
        if (from is null)
        {
            return null;
        }

        var source = Parse(from.Value);
        if (source is null)
        {
            // What stands there is not repeated: it may be the secret itself.
            problems.Add("W1080", from.At, $"`from` of secret `{name}` names no place that a secret comes from", Forms);
        }

        return source;
    }

    /// <summary>A use of a secret: `{ secret: NAME }`, in a header with an optional `prefix`. Null with a problem when it is none.</summary>
    public static SecretUse? ReadUse(YamlNode.Mapping value, string what, bool mayHavePrefix, Draft draft)
    {
        var use = new Section(value, draft.Problems, what);
        var text = use.Text("secret");
        var prefix = mayHavePrefix ? use.Text("prefix", required: false) : null;
        use.Close();
        if (text is null || Section.AsName(text, draft.Problems) is not { IsDefault: false } name)
        {
            return null;
        }

        draft.UseSecret(name, text.At);
        return new SecretUse(name, prefix?.Value ?? "");
    }

    private static SecretSource? Parse(string text)
    {
        if (text == "store")
        {
            return new SecretSource.Store();
        }

        var (kind, rest) = text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (text[..colon], text[(colon + 1)..]) : ("", "");
        return kind switch
        {
            "env" when rest.Length > 0 && !char.IsAsciiDigit(rest[0]) && rest.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') => new SecretSource.Variable(rest),
            "file" when Path.IsPathFullyQualified(rest) => new SecretSource.File(rest),
            "command" when rest.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words => new SecretSource.Command([.. words]),
            _ => null,
        };
    }
}
