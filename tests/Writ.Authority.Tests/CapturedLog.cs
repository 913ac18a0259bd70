using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Writ.Authority.Tests;

/// <summary>A log that a test reads, and waits for.</summary>
public sealed class CapturedLog<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(int Event, string Text)> lines = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> awaited = new();

    public IEnumerable<string> Lines => lines.Select(static l => l.Text);

    /// <summary>Completes when an event of this id was logged.</summary>
    public Task Event(int id) => awaited.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(TimeSpan.FromSeconds(30));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lines.Enqueue((eventId.Id, formatter(state, exception)));
        awaited.GetOrAdd(eventId.Id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
