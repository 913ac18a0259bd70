using System.Diagnostics;
using System.Text.Json;

namespace Writ.Testing;

/// <summary>A running `writ up`. Disposing it kills what is left.</summary>
public sealed class WritServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private WritServer(Process process)
    {
        this.process = process;
        ProcessId = process.Id;
        Log.Take(process);
    }

    /// <summary>Its process.</summary>
    public int ProcessId { get; }

    /// <summary>Everything that it wrote.</summary>
    public Output Log { get; } = new();

    /// <summary>Where agents reach it over the network.</summary>
    public string Agents { get; private set; } = "";

    /// <summary>Where agents reach it over TLS.</summary>
    public string AgentsTls { get; private set; } = "";

    /// <summary>Where operators reach it over the network.</summary>
    public string Operators { get; private set; } = "";

    /// <summary>Starts one on free ports, and waits until it says that it is ready.</summary>
    public static async Task<WritServer> StartAsync(string home, string config, params IEnumerable<string> more)
    {
        var start = WritProgram.Info(home, [.. (string[])["up", "--config", config, "--port", "0", "--tls-port", "0", "--operator-port", "0"], .. more]);
        start.WorkingDirectory = config;
        var server = new WritServer(Process.Start(start) ?? throw new InvalidOperationException("nothing was started"));
        server.process.Exited += (_, _) => server.Log.Close();
        server.process.EnableRaisingEvents = true;
        try
        {
            await server.Log.LineAsync(static line => line.StartsWith("writ is ready", StringComparison.Ordinal));
            using var endpoints = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(home, "run", "endpoints.json")));
            server.Agents = endpoints.RootElement.GetProperty("agents").GetString()!;
            server.AgentsTls = endpoints.RootElement.GetProperty("agents_tls").GetString()!;
            server.Operators = endpoints.RootElement.GetProperty("operators").GetString()!;
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a signal.</summary>
    public void Send(int signal) => Signals.Send(ProcessId, signal);

    /// <summary>Waits for its end; answers its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    /// <summary>Stops it as an operator does, and answers its exit code.</summary>
    public Task<int> StopAsync()
    {
        Send(Signals.Terminate);
        return EndAsync();
    }

    /// <summary>Kills it.</summary>
    public Task<int> KillAsync()
    {
        Send(Signals.Kill);
        return EndAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // Asked first, so that the servers it started end with it.
            Send(Signals.Terminate);
            try
            {
                await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(15));
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
        }

        process.Dispose();
    }
}
