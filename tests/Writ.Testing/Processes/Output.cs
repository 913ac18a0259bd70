using System.Diagnostics;
using System.Text;

namespace Writ.Testing;

/// <summary>The lines that a process wrote, standard output and standard error together as they came, and those that are waited for.</summary>
public sealed class Output
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource<string> Found)> waiting = [];
    private bool closed;

    /// <summary>Everything so far.</summary>
    public string Text
    {
        get
        {
            lock (gate)
            {
                return string.Join('\n', lines);
            }
        }
    }

    /// <summary>How many lines came so far.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return lines.Count;
            }
        }
    }

    /// <summary>The first line, from the given one on, that is wanted: at once if it came already.</summary>
    public async Task<string> LineAsync(Func<string, bool> wanted, int from = 0)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        TaskCompletionSource<string> found;
        lock (gate)
        {
            if (lines.Skip(from).FirstOrDefault(wanted) is { } line)
            {
                return line;
            }

            if (closed)
            {
                throw Missing();
            }

            found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((wanted, found));
        }

        try
        {
            return await found.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw Missing();
        }
    }

    internal void Take(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    internal void Close()
    {
        lock (gate)
        {
            closed = true;
            foreach (var (_, found) in waiting)
            {
                found.TrySetException(Missing());
            }
        }
    }

    private InvalidOperationException Missing() => new(new StringBuilder("the line that was waited for did not come; these did:\n").Append(Text).ToString());

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            lines.Add(line);
            foreach (var (wanted, found) in waiting)
            {
                if (wanted(line))
                {
                    found.TrySetResult(line);
                }
            }
        }
    }
}
