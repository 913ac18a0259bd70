using System.Text;

namespace Writ.Authority.Attestation;

/// <summary>Reads `/proc/PID/cgroup` (cgroups(7)): where a process stands in the unified hierarchy, or in systemd's where there is no unified one.</summary>
internal static class ProcControlGroup
{
    /// <summary>The path; null when the kernel names none.</summary>
    public static string? Parse(ReadOnlySpan<byte> lines)
    {
        string? named = null;
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            if (line.StartsWith("0::/"u8))
            {
                return Encoding.UTF8.GetString(line[3..]);
            }

            var at = line.IndexOf(":name=systemd:/"u8);
            if (at > 0 && line[..at].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
            {
                named ??= Encoding.UTF8.GetString(line[(at + ":name=systemd:".Length)..]);
            }
        }

        return named;
    }
}
