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

    // How long a process has to end by itself, and how long what is left has to be gone once it is killed.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(1);

    /// <summary>Makes this process the one that adopts orphans below it. Must be called before anything is started.</summary>
    public static void BecomeSubreaper()
    {
        if (Prctl(SetChildSubreaper, 1, 0, 0, 0) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "the kernel does not let this process adopt orphans");
        }
    }

    /// <summary>
    /// Starts the command and waits for it, not for what it leaves behind. The answer is the command's exit code; 128 and the signal's number when a signal ended it,
    /// or should have and the kernel did not let it.
    /// </summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">What is added to this process's own environment.</param>
    /// <param name="user">The user that it runs as; null for this process's own.</param>
    /// <param name="stop">Ends the command: politely, then not.</param>
    public async Task<int> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, UserAccount? user, CancellationToken stop)
    {
        using var process = Start(command, environment, user);
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            _ = Kill(process.Id, SignalTerm);
            if (!await ExitsWithinAsync(process, Grace))
            {
                _ = Kill(process.Id, SignalKill);

                // A command that became another user may be out of reach: it is not waited for, and its task ends without it.
                if (!await ExitsWithinAsync(process, LastWait))
                {
                    return 128 + SignalKill;
                }
            }
        }

        return process.ExitCode;
    }

    /// <summary>
    /// Ends what is left below this process: politely, then not, and not for ever. Orphans are reparented to this process, so all of it is below.
    /// The answer is how many would not end, which can only be processes that became another user.
    /// </summary>
    public async Task<int> EndDescendantsAsync()
    {
        var begun = time.GetTimestamp();
        while (Descendants() is { Count: > 0 } left)
        {
            var waited = time.GetElapsedTime(begun);
            if (waited > Grace + LastWait)
            {
                return left.Count;
            }

            foreach (var process in left)
            {
                _ = Kill(process, waited < Grace ? SignalTerm : SignalKill);
                _ = WaitPid(process, out _, NoHang);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), time);
        }

        return 0;
    }

    private static Process Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, UserAccount? user)
    {
        var words = user is null ? command : [.. user.Prefix, .. command];
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { UseShellExecute = false };
        foreach (var (name, value) in environment.Concat(user?.Environment ?? Enumerable.Empty<KeyValuePair<string, string>>()))
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start) ?? throw new Win32Exception("nothing was started");
        }
        catch (Win32Exception exception)
        {
            throw new CliException(ExitCode.Invalid, "W1904", $"`{words[0]}` could not be started: {Cause.Of(exception)}", "give a command that is on the PATH, or its full path");
        }
    }

    private async Task<bool> ExitsWithinAsync(Process process, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit, time);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Nearest first. What starts or moves while this looks is seen in the next round.
    private static List<int> Descendants()
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(static folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(static pid => pid > 0)
            .ToLookup(ParentOf);
        var found = new List<int>(children[Environment.ProcessId]);
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(children[found[i]]);
        }

        return found;
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
