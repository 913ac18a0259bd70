using System.Buffers.Text;

namespace Writ.Authority.Attestation;

/// <summary>Reads the line of `/proc/PID/stat` (proc(5)). The command stands in parentheses and may hold anything, even `) `: what counts comes after the last one.</summary>
internal static class ProcStat
{
    private const int ParentField = 4;
    private const int StartField = 22;

    // The first field after the command is the third.
    private const int FirstField = 3;

    public static ProcessFacts? Parse(ReadOnlySpan<byte> line)
    {
        var open = line.IndexOf((byte)'(');
        var close = line.LastIndexOf((byte)')');
        if (open < 2 || close < open || !Utf8Parser.TryParse(line[..(open - 1)], out int id, out var length) || length != open - 1)
        {
            return null;
        }

        var (parent, start) = (-1, -1L);
        var field = FirstField;
        var rest = line[(close + 1)..].Trim((byte)' ');
        foreach (var range in rest.Split((byte)' '))
        {
            if (field == ParentField && !Utf8Parser.TryParse(rest[range], out parent, out _))
            {
                return null;
            }

            if (field == StartField)
            {
                return Utf8Parser.TryParse(rest[range], out start, out _) && id > 0 && parent >= 0 && start >= 0 ? new ProcessFacts(id, parent, start) : null;
            }

            field++;
        }

        return null;
    }
}
