using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>
/// Opens files that others name to Writ. To open a device or a pipe may itself do something (a watchdog starts, a tape rewinds, a pipe waits), and so may reading a file that
/// the kernel makes up; so a path is only looked up first, and opened for reading once it is known to be a regular file that is stored somewhere.
/// </summary>
internal static class RegularFile
{
    // statfs(2): procfs, sysfs, debugfs, tracefs, securityfs, both control group trees, bpf, efivarfs, configfs, pstore.
    private static readonly HashSet<uint> MadeUp =
        [0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x73636673, 0x27e0eb, 0x63677270, 0xcafe4a11, 0xde5e81e4, 0x62656570, 0x6165676c];

    /// <summary>A handle for reading; null when there is no such file, it is of another kind, or it cannot be opened.</summary>
    public static SafeFileHandle? Open(string path)
    {
        using var found = Handle(Libc.FindFile(path));
        if (found is null
            || Libc.Statx((int)found.DangerousGetHandle(), "", Libc.AtEmptyPath, Libc.StatxBasic, out var status) != 0 || (status.Mode & Libc.FileKind) != Libc.RegularFile
            || Libc.FileSystem(found) is not { } kind || MadeUp.Contains(kind))
        {
            return null;
        }

        // By the descriptor, so that it is the very file that was looked at.
        return Handle(Libc.OpenFile($"/proc/self/fd/{((int)found.DangerousGetHandle()).ToString(CultureInfo.InvariantCulture)}"));
    }

    private static SafeFileHandle? Handle(int descriptor) => descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
}
