using System.Diagnostics;
using Writ.Authority.Keys;

namespace Writ.Cli;

/// <summary>Reads the key-encryption key from the environment, or from a command such as a vault's own program.</summary>
internal static class KeyCommand
{
    private const string FromEnvironment = "env:";
    private const string FromCommand = "command:";
    private const int LongestOutput = 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The source that a text names: `env:NAME` or `command:PROGRAM ARGUMENTS`, split at spaces and run without a shell; null when it names none.</summary>
    public static KeyEncryptionKeySource? Source(string text)
    {
        if (text.StartsWith(FromEnvironment, StringComparison.Ordinal) && text.Length > FromEnvironment.Length)
        {
            return KeyEncryptionKeySource.Environment(text[FromEnvironment.Length..]);
        }

        var command = text.StartsWith(FromCommand, StringComparison.Ordinal) ? text[FromCommand.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        return command.Length > 0 ? KeyEncryptionKeySource.Command(command[0], () => Run(command)) : null;
    }

    // What it says on its error output is for the operator, and goes where Writ's own goes.
    private static string? Run(string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false });
            if (process is null)
            {
                return null;
            }

            process.StandardInput.Close();
            var output = new char[LongestOutput];
            var reading = process.StandardOutput.ReadBlockAsync(output, 0, output.Length);
            if (!Task.WhenAny(reading, Task.Delay(Patience, TimeProvider.System)).GetAwaiter().GetResult().Equals(reading) || !process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            return process.ExitCode == 0 ? new string(output, 0, reading.GetAwaiter().GetResult()) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
