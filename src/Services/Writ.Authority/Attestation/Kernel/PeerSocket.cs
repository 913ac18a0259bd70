using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Writ.Authority.Attestation.Kernel;

/// <summary>Asks a connected Unix socket who is at its other end.</summary>
internal static class PeerSocket
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int PeerPidDescriptor = 77;

    /// <summary>The peer, pinned; null when it cannot be named or has ended.</summary>
    public static KernelPeer? Pin(Socket socket, LinuxProcesses processes)
    {
        Span<int> credentials = stackalloc int[3];
        try
        {
            if (socket.AddressFamily != AddressFamily.Unix || socket.GetRawSocketOption(SocketLevel, PeerCredentials, MemoryMarshal.AsBytes(credentials)) != 3 * sizeof(int))
            {
                return null;
            }
        }
        catch (SocketException)
        {
            return null;
        }

        // Pid 0 is a process of a pid namespace that Writ cannot see into.
        return credentials[0] <= 0
            ? null
            : KernelPeer.Pin(processes, Handle(socket, processes), credentials[0], unchecked((uint)credentials[1]), unchecked((uint)credentials[2]));
    }

    // Since Linux 6.5 the kernel gives a handle on the very process that connected. Before, the id is opened, and a process that
    // died between connect and here could have been followed by another of its id.
    private static IProcessHandle? Handle(Socket socket, LinuxProcesses processes)
    {
        Span<int> descriptor = [-1];
        try
        {
            return socket.GetRawSocketOption(SocketLevel, PeerPidDescriptor, MemoryMarshal.AsBytes(descriptor)) == sizeof(int) && descriptor[0] >= 0 ? processes.Adopt(descriptor[0]) : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
