using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Writ.Bench.Processes;

/// <summary>A process of the benchmark's own: started with pipes, asked to end by signal, and gone when this is disposed.</summary>
internal sealed partial class Child : IAsyncDisposable
{
    private const int SignalTerm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly bool endsWithInput;
    private readonly List<string> errors = [];

    private Child(Process process, bool endsWithInput)
    {
        this.process = process;
        this.endsWithInput = endsWithInput;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.Add(line.Data ?? "");
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>What it said on standard error.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return string.Join('\n', errors).Trim();
            }
        }
    }

    /// <summary>Starts a command. One that ends with its input is not sent a signal unless it tarries.</summary>
    public static Child Start(string command, IEnumerable<string> arguments, bool endsWithInput, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Child(Process.Start(start) ?? throw new BenchException($"`{command}` could not be started"), endsWithInput);
    }

    /// <summary>Starts this very program in another role.</summary>
    public static Child StartSelf(params IEnumerable<string> arguments) => Start(Environment.ProcessPath!, SelfArguments(arguments), endsWithInput: true);

    /// <summary>The arguments that make the runtime run this very program.</summary>
    public static IEnumerable<string> SelfArguments(IEnumerable<string> arguments) => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? arguments.Prepend(typeof(Child).Assembly.Location) : arguments;

    /// <summary>Reads lines until one begins with a word; answers it.</summary>
    public async Task<string> LineAsync(string beginning, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
            {
                if (line.Contains(beginning, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new BenchException($"process {Id} did not say `{beginning}` within {limit.TotalSeconds} s\n{Errors}");
        }

        await process.WaitForExitAsync(CancellationToken.None);
        throw new BenchException($"process {Id} ended with {process.ExitCode} before it said `{beginning}`\n{Errors}");
    }

    /// <summary>Says a line to its standard input.</summary>
    public async Task SayAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Ends its input, then it: by a signal to ask, by another when it does not listen.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            if (!(endsWithInput && await EndsAsync()))
            {
                _ = Kill(process.Id, SignalTerm);
                if (!await EndsAsync())
                {
                    process.Kill(entireProcessTree: true);
                    await process.WaitForExitAsync();
                }
            }
        }

        process.Dispose();
    }

    private async Task<bool> EndsAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(late.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
