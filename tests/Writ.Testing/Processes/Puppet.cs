using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Writ.Testing;

/// <summary>An agent launched by a real `writ run`, which sends what the test tells it to. Disposing it lets it end.</summary>
public sealed class Puppet : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process launcher;
    private readonly string socket;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<WireAnswer>> waiting = new();
    private readonly TaskCompletionSource<JsonElement> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly System.Text.StringBuilder errors = new();
    private readonly Task reading;
    private int last;

    private Puppet(Process launcher, string socket)
    {
        this.launcher = launcher;
        this.socket = socket;
        launcher.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        launcher.BeginErrorReadLine();
        reading = ReadAsync();
    }

    /// <summary>The task that it was launched for.</summary>
    public string Task { get; private set; } = "";

    /// <summary>The instance that it is.</summary>
    public string Instance { get; private set; } = "";

    /// <summary>The process of `writ run`.</summary>
    public int LauncherId => launcher.Id;

    /// <summary>The agent's own process.</summary>
    public int ProcessId { get; private set; }

    /// <summary>What `writ run` said.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    /// <summary>Launches it for a task.</summary>
    /// <param name="home">The installation.</param>
    /// <param name="arguments">The arguments of `writ run` before `--`.</param>
    public static async Task<Puppet> StartAsync(string home, params IEnumerable<string> arguments)
    {
        var start = WritProgram.Info(home, [.. arguments.Prepend("run"), "--", "node", WritProgram.Script("puppet.mjs")]);
        var puppet = new Puppet(Process.Start(start) ?? throw new InvalidOperationException("nothing was started"), Path.Combine(home, "run", "agent.sock"));
        try
        {
            var told = await puppet.started.Task.WaitAsync(Patience);
            puppet.Task = told.GetProperty("task").GetString()!;
            puppet.Instance = told.GetProperty("instance").GetString()!;
            return puppet;
        }
        catch
        {
            await puppet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request over the agents' socket, or another one.</summary>
    public Task<WireAnswer> SendAsync(WireRequest request, string? over = null) => Begin(request, over).Answer;

    /// <summary>Begins to send a request; answers its number, by which it can be dropped, and what will come back.</summary>
    public (int Number, Task<WireAnswer> Answer) Begin(WireRequest request, string? over = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Tell(id => new
        {
            id,
            @do = "send",
            socket = over ?? socket,
            method = request.Method,
            path = request.Path,
            headers = request.Body.Length == 0 ? request.Headers : request.Headers.SetItem("content-length", $"{System.Text.Encoding.UTF8.GetByteCount(request.Body)}"),
            body = request.Body,
        });
    }

    /// <summary>Breaks the connection of a request that is under way.</summary>
    public void Drop(int number) => Say(new { @do = "drop", which = number });

    /// <summary>Runs a command as a child of the agent.</summary>
    public Task<WireAnswer> RunAsync(params string[] command) => Tell(id => new { id, @do = "run", command, environment = new Dictionary<string, string>() }).Answer;

    /// <summary>Opens an MCP session; answers its id, or the refusal.</summary>
    public async Task<(string? Session, WireAnswer Answer)> OpenAsync(string server = "probe")
    {
        var answer = await SendAsync(WireRequest.Mcp(server, null, McpCalls.Initialize));
        return (answer.Headers.GetValueOrDefault("mcp-session-id"), answer);
    }

    /// <summary>Opens an MCP session that must open.</summary>
    public async Task<string> SessionAsync(string server = "probe")
    {
        var (session, answer) = await OpenAsync(server);
        return session ?? throw new InvalidOperationException($"no session: {answer}");
    }

    /// <summary>Calls a tool with one argument `text`.</summary>
    public Task<WireAnswer> CallAsync(string session, string tool, string text, bool progress = false) =>
        SendAsync(WireRequest.Mcp("probe", session, McpCalls.Call(tool, text, progress)));

    /// <summary>Lets it end; answers the exit code of `writ run`.</summary>
    public async Task<int> EndAsync(int code = 0)
    {
        Say(new { @do = "exit", code });
        await launcher.WaitForExitAsync().WaitAsync(Patience);
        return launcher.ExitCode;
    }

    /// <summary>Waits for its end by somebody else's doing; answers the exit code of `writ run`.</summary>
    public async Task<int> EndedAsync()
    {
        await launcher.WaitForExitAsync().WaitAsync(Patience);
        return launcher.ExitCode;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            // The agent reads this end even when its launcher was killed: closing it lets it go.
            launcher.StandardInput.Close();
            await launcher.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(15));
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            launcher.Kill(entireProcessTree: true);
            await launcher.WaitForExitAsync();
        }

        await reading;
        launcher.Dispose();
    }

    private (int Number, Task<WireAnswer> Answer) Tell(Func<int, object> message)
    {
        var id = Interlocked.Increment(ref last);
        var answer = waiting[id] = new TaskCompletionSource<WireAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Say(message(id));
        return (id, answer.Task.WaitAsync(Patience));
    }

    private void Say(object message)
    {
        var line = JsonSerializer.Serialize(message);
        lock (waiting)
        {
            launcher.StandardInput.WriteLine(line);
            launcher.StandardInput.Flush();
        }
    }

    private async Task ReadAsync()
    {
        while (await launcher.StandardOutput.ReadLineAsync() is { } line)
        {
            using var told = JsonDocument.Parse(line);
            var root = told.RootElement;
            if (root.GetProperty("id").GetInt32() is var id && id == 0)
            {
                ProcessId = root.GetProperty("status").GetInt32();
                using var about = JsonDocument.Parse(root.GetProperty("text").GetString()!);
                started.TrySetResult(about.RootElement.Clone());
            }
            else if (waiting.TryRemove(id, out var answer))
            {
                answer.TrySetResult(Read(root));
            }
        }

        // Everything that was still waited for will not come any more.
        var gone = new InvalidOperationException($"the agent ended; `writ run` said:\n{Errors}");
        started.TrySetException(gone);
        foreach (var (_, answer) in waiting)
        {
            answer.TrySetResult(new WireAnswer(0, new Dictionary<string, string>(StringComparer.Ordinal), gone.Message));
        }
    }

    private static WireAnswer Read(JsonElement root)
    {
        if (root.TryGetProperty("failed", out var failed))
        {
            return new WireAnswer(0, new Dictionary<string, string>(StringComparer.Ordinal), failed.GetString()!);
        }

        var headers = root.GetProperty("headers").EnumerateObject().ToDictionary(
            static h => h.Name, static h => h.Value.ValueKind == JsonValueKind.String ? h.Value.GetString()! : h.Value.GetRawText(), StringComparer.Ordinal);
        var trouble = root.TryGetProperty("errors", out var said) ? said.GetString() : "";
        return new WireAnswer(root.GetProperty("status").ValueKind == JsonValueKind.Number ? root.GetProperty("status").GetInt32() : -1, headers, root.GetProperty("text").GetString() + trouble);
    }
}
