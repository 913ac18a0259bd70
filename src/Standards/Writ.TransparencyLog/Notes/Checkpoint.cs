using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Writ.TransparencyLog;

/// <summary>
/// What a log says of itself: its origin, its size and its root (C2SP tlog-checkpoint). By itself it is a claim;
/// a believed one is a <see cref="VerifiedCheckpoint"/>.
/// </summary>
public sealed class Checkpoint
{
    private Checkpoint(string origin, long size, TreeHash root, ImmutableArray<string> extensions) =>
        (Origin, Size, Root, Extensions) = (origin, size, root, extensions);

    /// <summary>Makes a checkpoint without extension lines.</summary>
    /// <exception cref="ArgumentException">The origin is empty or more than a line, or the size is negative.</exception>
    public Checkpoint(string origin, long size, TreeHash root)
    {
        ArgumentException.ThrowIfNullOrEmpty(origin);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (origin.Any(char.IsControl))
            throw new ArgumentException(NoteError.ControlCharacter.Describe(), nameof(origin));
        (Origin, Size, Root, Extensions) = (origin, size, root, []);
    }

    /// <summary>The log's own name.</summary>
    public string Origin { get; }

    /// <summary>The number of leaves.</summary>
    public long Size { get; }

    /// <summary>The root of the tree of that size.</summary>
    public TreeHash Root { get; }

    /// <summary>Lines after the third, whose meaning is not known here; usually none.</summary>
    public ImmutableArray<string> Extensions { get; }

    /// <summary>Reads the text of a checkpoint's note, or says why it is none. Each checkpoint has one spelling only.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Checkpoint? checkpoint, out NoteError error)
    {
        checkpoint = null;
        error = Read(text, ref checkpoint);
        return error is NoteError.None;
    }

    /// <summary>Makes the note of this checkpoint out of signatures over <see cref="ToString"/>; they are not verified.</summary>
    public SignedNote ToNote(params ReadOnlySpan<NoteSignature> signatures) => SignedNote.Create(ToString(), signatures);

    /// <summary>The text to sign, ending with a newline.</summary>
    public override string ToString() =>
        string.Concat([$"{Origin}\n{Size.ToString(CultureInfo.InvariantCulture)}\n{Root.ToBase64()}\n", .. Extensions.Select(line => line + "\n")]);

    private static NoteError Read(string? text, ref Checkpoint? checkpoint)
    {
        if (string.IsNullOrEmpty(text) || text[0] is '\n')
            return NoteError.OriginMissing;
        if (text[^1] is not '\n')
            return NoteError.EmptyLine;
        if (NoteSyntax.HasControlCharacter(text))
            return NoteError.ControlCharacter;
        var lines = text[..^1].Split('\n');
        if (lines.Length < 2 || !TryReadSize(lines[1], out var size))
            return NoteError.TreeSize;
        if (lines.Length < 3 || !NoteSyntax.TryDecode(lines[2], out var root) || !TreeHash.TryFromBytes(root, out var hash))
            return NoteError.RootHash;
        if (lines.Any(line => line.Length is 0))
            return NoteError.EmptyLine;
        checkpoint = new Checkpoint(lines[0], size, hash, [.. lines.AsSpan(3)]);
        return NoteError.None;
    }

    private static bool TryReadSize(string line, out long size) =>
        long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out size) && (line[0] is not '0' || line.Length is 1);
}
