using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Writ.Testing;

/// <summary>Sends a signal to one process, by its id.</summary>
public static class Signals
{
    /// <summary>Hang up: Writ reloads its release.</summary>
    public const int HangUp = 1;

    /// <summary>Kill: nothing can prepare for it.</summary>
    public const int Kill = 9;

    /// <summary>Terminate: Writ drains.</summary>
    public const int Terminate = 15;

    /// <summary>Sends it.</summary>
    public static void Send(int processId, int signal)
    {
        if (kill(processId, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

#pragma warning disable SYSLIB1054, CA5392, IDE1006 // one plain call of libc, under its own name
    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int pid, int signal);
#pragma warning restore SYSLIB1054, CA5392, IDE1006
}
