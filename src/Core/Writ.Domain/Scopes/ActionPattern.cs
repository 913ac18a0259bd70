using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>One action, `files/read_text_file`, or all of one server, `files/*`. A wildcard never crosses a server. The zero value matches nothing.</summary>
public readonly struct ActionPattern : IEquatable<ActionPattern>
{
    private readonly ActionName exact;
    private readonly Slug server;

    private ActionPattern(ActionName exact, Slug server)
    {
        this.exact = exact;
        this.server = server;
    }

    /// <summary>The server it speaks of.</summary>
    public Slug Server => server;

    /// <summary>The pattern that matches one action.</summary>
    public static ActionPattern Exactly(ActionName name) => new(name, name.Server);

    /// <summary>Reads `server/tool` or `server/*`.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ActionPattern pattern)
    {
        pattern = default;
        if (text is null)
        {
            return false;
        }

        // Only a server's name may stand before the wildcard: `files/a/*` is the one tool called `a/*`.
        if (text.EndsWith("/*", StringComparison.Ordinal) && Slug.TryParse(text[..^2], null, out var all))
        {
            pattern = new ActionPattern(default, all);
            return true;
        }

        if (!ActionName.TryParse(text, out var name))
        {
            return false;
        }

        pattern = Exactly(name);
        return true;
    }

    /// <summary>Whether the action is one of those the pattern stands for.</summary>
    public bool Matches(ActionName name) => !server.IsDefault && server == name.Server && (exact.IsDefault || exact == name);

    /// <summary>Whether every action that <paramref name="other"/> stands for is one that this stands for.</summary>
    public bool Covers(ActionPattern other) => !other.server.IsDefault && server == other.server && (exact.IsDefault || exact == other.exact);

    /// <inheritdoc />
    public override string ToString() => server.IsDefault ? "" : exact.IsDefault ? $"{server}/*" : exact.ToString();

    /// <inheritdoc />
    public bool Equals(ActionPattern other) => exact == other.exact && server == other.server;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ActionPattern other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(exact, server);

    /// <summary>Equality of the patterns.</summary>
    public static bool operator ==(ActionPattern left, ActionPattern right) => left.Equals(right);

    /// <summary>Inequality of the patterns.</summary>
    public static bool operator !=(ActionPattern left, ActionPattern right) => !left.Equals(right);
}
