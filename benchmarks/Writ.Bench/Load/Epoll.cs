using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Writ.Bench.Load;

/// <summary>
/// Waits for sockets to become readable, on the calling thread. One thread and one system call for a batch of answers keep the generator's own share of the
/// processor small, and nanosecond time-outs keep an open loop's schedule without spinning.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const uint Readable = 1;
    private const int SetTimerSlack = 29;
    private const int Interrupted = 4;
    private const int MostEvents = 256;

    // The kernel packs the event on x86-64 alone.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Stride = DataOffset + 8;

    private readonly int descriptor;
    private readonly byte[] events = new byte[MostEvents * Stride];

    public Epoll()
    {
        descriptor = Create(0);
        if (descriptor < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        // The kernel may otherwise lengthen each time-out by 50 µs.
        _ = Prctl(SetTimerSlack, 1, 0, 0, 0);
    }

    /// <summary>Watches a socket; <paramref name="key"/> names it once it is readable.</summary>
    public void Watch(Socket socket, int key)
    {
        Span<byte> wanted = stackalloc byte[Stride];
        wanted.Clear();
        MemoryMarshal.Write(wanted, Readable);
        MemoryMarshal.Write(wanted[DataOffset..], (long)key);
        if (Control(descriptor, Add, (int)socket.Handle, ref MemoryMarshal.GetReference(wanted)) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Waits until a socket is readable, or this long; answers how many are, which `KeyAt` names.</summary>
    public int Wait(long nanoseconds)
    {
        var (seconds, rest) = Math.DivRem(Math.Max(0, nanoseconds), 1_000_000_000);
        var limit = new TimeSpec(seconds, rest);
        var ready = Wait(descriptor, ref events[0], MostEvents, ref limit, 0);
        return ready >= 0 ? ready : Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>The key of a readable socket.</summary>
    public int KeyAt(int index) => (int)MemoryMarshal.Read<long>(events.AsSpan((index * Stride) + DataOffset));

    public void Dispose() => _ = Close(descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int file, ref byte wanted);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static partial int Wait(int epoll, ref byte events, int most, ref TimeSpec limit, nint signals);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
