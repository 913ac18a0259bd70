using System.Diagnostics;

namespace Writ.Testing;

/// <summary>The built program `writ.dll`, as a user runs it: in its own process, with an environment that names nothing of this machine's own installation.</summary>
public static class WritProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>The program.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "writ.dll");

    /// <summary>A script of the tests, beside them.</summary>
    public static string Script(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Processes", "node", name);

    /// <summary>What starts a verb with both outputs redirected.</summary>
    public static ProcessStartInfo Info(string home, params IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return Info("dotnet", home, arguments.Prepend(Path));
    }

    /// <summary>What starts any program in the same environment.</summary>
    public static ProcessStartInfo Info(string program, string home, IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var name in start.Environment.Keys.Where(static k => k.StartsWith("WRIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["WRIT_HOME"] = home;
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    /// <summary>Runs a verb to its end.</summary>
    public static Task<CliResult> RunAsync(string home, params IEnumerable<string> arguments) => EndAsync(Info(home, arguments));

    /// <summary>Runs anything to its end.</summary>
    public static async Task<CliResult> EndAsync(ProcessStartInfo start, string input = "")
    {
        using var process = Process.Start(start) ?? throw new InvalidOperationException("nothing was started");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            try
            {
                await process.StandardInput.WriteAsync(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading.
            }

            await process.WaitForExitAsync().WaitAsync(Patience);
            return new CliResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
        }
    }
}
