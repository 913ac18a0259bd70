using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>
/// The name of an action: a server's name, a slash, and the tool's own name, as in `files/read_text_file`.
/// The server part holds no slash, so the pair is read back uniquely whatever the tool is called. No tool is called `*`, which a scope
/// reads as all of them. The zero value names nothing.
/// </summary>
public readonly struct ActionName : IEquatable<ActionName>
{
    /// <summary>The greatest length of a tool's own name, in UTF-16 units.</summary>
    public const int MaxToolLength = 256;

    private ActionName(Slug server, string tool)
    {
        Server = server;
        Tool = tool;
    }

    /// <summary>True for the zero value, which names nothing.</summary>
    public bool IsDefault => Tool is null;

    /// <summary>The server.</summary>
    public Slug Server { get; }

    /// <summary>The tool's own name, exactly as the server calls it.</summary>
    public string Tool { get; }

    /// <summary>Names a server's tool; false when the tool's name is empty, `*`, too long or holds control characters or lone surrogates.</summary>
    public static bool TryCreate(Slug server, [NotNullWhen(true)] string? tool, out ActionName name)
    {
        name = default;
        if (server.IsDefault || tool is not { Length: > 0 and <= MaxToolLength } || tool is "*" || !IsPlain(tool))
        {
            return false;
        }

        name = new ActionName(server, tool);
        return true;
    }

    /// <summary>Reads `server/tool`.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ActionName name)
    {
        name = default;
        if (text is null)
        {
            return false;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Slug.TryParse(text[..slash], null, out var server) && TryCreate(server, text[(slash + 1)..], out name);
    }

    /// <inheritdoc />
    public override string ToString() => IsDefault ? "" : $"{Server}/{Tool}";

    /// <inheritdoc />
    public bool Equals(ActionName other) => Server == other.Server && string.Equals(Tool, other.Tool, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ActionName other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Server, Tool is null ? 0 : StringComparer.Ordinal.GetHashCode(Tool));

    /// <summary>Equality of the names.</summary>
    public static bool operator ==(ActionName left, ActionName right) => left.Equals(right);

    /// <summary>Inequality of the names.</summary>
    public static bool operator !=(ActionName left, ActionName right) => !left.Equals(right);

    private static bool IsPlain(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i++)))
            {
                return false;
            }
        }

        return true;
    }
}
