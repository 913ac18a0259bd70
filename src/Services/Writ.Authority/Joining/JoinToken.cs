using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Writ.Domain;

namespace Writ.Authority.Joining;

/// <summary>
/// A secret that makes its holder an instance of one agent, once: the agent's name, a point, and 256 random bits. Whoever has it may use it, so it lives for minutes and is
/// never shown but to the operator who asked for it.
/// </summary>
internal sealed class JoinToken
{
    private const int Length = 32;
    private const int TextLength = 43;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private readonly string text;

    private JoinToken(string text, Slug agent)
    {
        this.text = text;
        Agent = agent;
        Digest = Digest256.Sha256(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>The agent.</summary>
    public Slug Agent { get; }

    /// <summary>What is kept of it.</summary>
    public Digest256 Digest { get; }

    /// <summary>A new one.</summary>
    public static JoinToken New(Slug agent) => new($"{agent}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length))}", agent);

    /// <summary>Reads one; false when the text is of another form. Whether it was given out is not asked here.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out JoinToken? token)
    {
        var point = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        token = point > 0 && text!.Length - point - 1 == TextLength && Slug.TryParse(text[..point], null, out var agent)
            && text.AsSpan(point + 1).IndexOfAnyExcept(Alphabet) < 0
                ? new JoinToken(text, agent)
                : null;
        return token is not null;
    }

    /// <summary>The secret itself, for the one answer that shows it.</summary>
    public string Reveal() => text;

    /// <summary>The agent alone.</summary>
    public override string ToString() => $"{Agent}.…";
}
