using Writ.Domain;

namespace Writ.Authority.Tests;

/// <summary>Remembers what was to be cut.</summary>
public sealed class CutterLog : ISessionCutter
{
    public List<TaskId> Tasks { get; } = [];

    public List<ContainmentKey> Contained { get; } = [];

    public Action? OnCut { get; set; }

    public void Cut(TaskId task)
    {
        OnCut?.Invoke();
        Tasks.Add(task);
    }

    public void Cut(ContainmentKey contained)
    {
        OnCut?.Invoke();
        Contained.Add(contained);
    }
}
