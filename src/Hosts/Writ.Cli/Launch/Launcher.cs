using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Writ.Cli;

/// <summary>
/// Runs a command as the root of a process tree. The launcher is a child subreaper, so whatever the command leaves behind is adopted by it:
/// the tree is the instance, and ends with the command.
/// </summary>
internal sealed partial class Launcher(TimeProvider time)
{
    private const int SetChildSubreaper = 36;
    private const int NoHang = 1;
    private const int SignalTerm = 15;
    private const int SignalKill = 9;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Makes this process the one that adopts orphans below it. Must be called before anything is started.</summary>
    public static void BecomeSubreaper()
    {
        if (Prctl(SetChildSubreaper, 1, 0, 0, 0) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "the kernel does not let this process adopt orphans");
        }
    }

    /// <summary>Starts the command, waits for it, and ends what it left behind. The answer is the command's exit code; 128 and the signal's number when a signal ended it.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, CancellationToken stop)
    {
        var start = new ProcessStartInfo(command[0]) { UseShellExecute = false };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process;
        try
        {
            process = Process.Start(start) ?? throw new Win32Exception("nothing was started");
        }
        catch (Win32Exception exception)
        {
            throw new CliException(ExitCode.Invalid, "W1904", $"`{command[0]}` could not be started: {exception.Message.ToLowerInvariant()}", "give a command that is on the PATH, or its full path");
        }

        using (process)
        {
            try
            {
                await process.WaitForExitAsync(stop);
            }
            catch (OperationCanceledException)
            {
                _ = Kill(process.Id, SignalTerm);
                using var patience = new CancellationTokenSource(Grace, time);
                try
                {
                    await process.WaitForExitAsync(patience.Token);
                }
                catch (OperationCanceledException)
                {
                    _ = Kill(process.Id, SignalKill);
                    await process.WaitForExitAsync(CancellationToken.None);
                }
            }

            await EndDescendantsAsync();
            return process.ExitCode;
        }
    }

    // Orphans are reparented to this process as their parents die, so a few rounds reach the whole tree.
    private async Task EndDescendantsAsync()
    {
        var deadline = time.GetUtcNow() + Grace;
        var signal = SignalTerm;
        while (Children() is { Count: > 0 } children)
        {
            foreach (var child in children)
            {
                _ = Kill(child, signal);
                _ = WaitPid(child, out _, NoHang);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), time);
            if (time.GetUtcNow() > deadline)
            {
                signal = SignalKill;
            }
        }
    }

    private static List<int> Children()
    {
        var self = Environment.ProcessId;
        var children = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && ParentOf(pid) == self)
            {
                children.Add(pid);
            }
        }

        return children;
    }

    private static int ParentOf(int pid)
    {
        try
        {
            // The command's name stands in parentheses and may hold anything; what follows the last one is plain: state, then parent.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, out int status, int options);
}
