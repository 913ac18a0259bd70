using System.Runtime.InteropServices;

namespace Writ.Cli;

/// <summary>Whose a file is, which .NET has no name for.</summary>
internal static partial class FileOwner
{
    private const int AtCurrentFolder = -100;
    private const uint MaskOwner = 0x8;

    // struct statx is the same on every architecture: its uid is at byte 20, in the order of the machine.
    private const int StatusSize = 256;
    private const int OwnerOffset = 20;

    /// <summary>The uid that this process acts under.</summary>
    public static uint Own => EffectiveUserId();

    /// <summary>The uid of the owner; null when it cannot be told.</summary>
    public static uint? Of(string path)
    {
        Span<byte> status = stackalloc byte[StatusSize];
        return Statx(AtCurrentFolder, path, 0, MaskOwner, status) == 0 ? MemoryMarshal.Read<uint>(status[OwnerOffset..]) : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> status);
}
