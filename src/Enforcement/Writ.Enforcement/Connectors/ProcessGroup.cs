using System.Runtime.InteropServices;

namespace Writ.Enforcement;

/// <summary>Signals a whole process group. The group outlives its leader for as long as one of its processes lives, so children that the leader left behind are reached as well.</summary>
internal static class ProcessGroup
{
    private const int Term = 15;
    private const int Kill = 9;

    /// <summary>Asks every process of the group to end.</summary>
    public static void Terminate(int leader) => Signal(leader, Term);

    /// <summary>Ends every process of the group.</summary>
    public static void Destroy(int leader) => Signal(leader, Kill);

    private static void Signal(int leader, int signal)
    {
        // A process id of 1 or less would address more than one group.
        ArgumentOutOfRangeException.ThrowIfLessThan(leader, 2);
        _ = SendSignal(-leader, signal);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
