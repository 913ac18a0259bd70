using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>The few calls to the kernel that .NET has no name for.</summary>
internal static partial class Libc
{
    public const short PollIn = 1;
    public const int AtCurrentFolder = -100;
    public const int AtEmptyPath = 0x1000;
    public const uint StatxBasic = 0x7ff;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int NoFolder = 20;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    public const int RegularFile = 0x8000;
    public const int FileKind = 0xf000;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int PathOnly = 0x200000;
    private const long PidfdOpenNumber = 434;
    private const long PidfdSendSignalNumber = 424;

    /// <summary>pidfd_open(2); its number is the same on every architecture.</summary>
    public static int OpenPid(int processId) => (int)SystemCall(PidfdOpenNumber, processId, 0);

    /// <summary>pidfd_send_signal(2); its number is the same on every architecture.</summary>
    public static int SignalPid(int descriptor, int signal) => (int)SystemCall(PidfdSendSignalNumber, descriptor, signal, 0, 0);

    /// <summary>eventfd(2), not blocking, closed on exec.</summary>
    public static int CreateEvent() => EventFd(0, CloseOnExec | NonBlocking);

    /// <summary>open(2) with O_PATH: finds the file and does not open it.</summary>
    public static int FindFile(string path) => Open(path, PathOnly | CloseOnExec, 0);

    /// <summary>The kind of file system that a file is on, as fstatfs(2) numbers it; null when the kernel does not say.</summary>
    public static unsafe uint? FileSystem(SafeFileHandle file)
    {
        // struct statfs is 120 bytes, and begins with the kind: a long whose upper half is not used.
        var status = stackalloc long[32];
        return StatFileSystem((int)file.DangerousGetHandle(), status) == 0 ? unchecked((uint)status[0]) : null;
    }

    /// <summary>open(2) for reading, which waits for nobody: a pipe would make it.</summary>
    public static int OpenFile(string path) => Open(path, NonBlocking | CloseOnExec, 0);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, in ulong value, nuint length);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, out ulong value, nuint length);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Statx(int folder, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUserId();

    /// <summary>getpwuid_r(3). The result begins with a pointer to the name.</summary>
    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    public static unsafe partial int FindUser(uint id, void* entry, byte* buffer, nuint length, void** found);

    /// <summary>getgrgid_r(3). The result begins with a pointer to the name.</summary>
    [LibraryImport("libc", EntryPoint = "getgrgid_r")]
    public static unsafe partial int FindGroup(uint id, void* entry, byte* buffer, nuint length, void** found);

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    private static unsafe partial int StatFileSystem(int descriptor, void* status);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(long number, long first, long second);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(long number, long first, long second, nint third, long fourth);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>struct statx, the same on every architecture: the members that are read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileStatus
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
