using System.Buffers.Text;
using System.Collections.Immutable;

namespace Writ.Authority.Attestation;

/// <summary>Reads `/proc/PID/status` (proc(5)): under whose uid and gids a process runs.</summary>
internal static class ProcStatus
{
    // Of the four that the kernel prints (real, effective, saved, file system) the effective one is what a peer's credentials hold.
    private const int Effective = 1;

    /// <summary>Null when one of the three lines is missing or is none.</summary>
    public static ProcessCredentials? Parse(ReadOnlySpan<byte> status)
    {
        uint? user = null, group = null;
        ImmutableArray<uint> groups = default;
        foreach (var range in status.Split((byte)'\n'))
        {
            var line = status[range];

            // The name of the command stands first and its bytes are the process's own, but never a line feed: the kernel escapes it.
            if (user is null && line.StartsWith("Uid:\t"u8))
            {
                user = Numbers(line[5..]) is { Length: 4 } four ? four[Effective] : null;
            }
            else if (group is null && line.StartsWith("Gid:\t"u8))
            {
                group = Numbers(line[5..]) is { Length: 4 } four ? four[Effective] : null;
            }
            else if (groups.IsDefault && line.StartsWith("Groups:\t"u8))
            {
                groups = Numbers(line[8..]) is { } all ? [.. all.Distinct().Order()] : default;
            }
        }

        return user is { } uid && group is { } gid && !groups.IsDefault ? new ProcessCredentials(uid, gid, groups) : null;
    }

    private static uint[]? Numbers(ReadOnlySpan<byte> text)
    {
        var numbers = new List<uint>();
        while (!(text = text.TrimStart(" \t"u8)).IsEmpty)
        {
            if (!Utf8Parser.TryParse(text, out uint number, out var length) || (length < text.Length && text[length] is not ((byte)' ' or (byte)'\t')))
            {
                return null;
            }

            numbers.Add(number);
            text = text[length..];
        }

        return [.. numbers];
    }
}
