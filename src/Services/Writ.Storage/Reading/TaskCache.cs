using System.Collections.Concurrent;
using Writ.Domain;

namespace Writ.Storage;

/// <summary>
/// The unsealed, unchanging part of tasks that were asked for lately; bounded. Two generations: what is asked for moves to the younger,
/// and when that is full the older one is let go.
/// </summary>
internal sealed class TaskCache(int capacity)
{
    private volatile ConcurrentDictionary<TaskId, AgentTask> young = new();
    private volatile ConcurrentDictionary<TaskId, AgentTask> old = new();

    /// <summary>The task as it opened, when it is here. Its standing and last activity are not to be believed.</summary>
    public AgentTask? Find(TaskId id)
    {
        if (young.TryGetValue(id, out var task))
        {
            return task;
        }

        if (old.TryGetValue(id, out task))
        {
            Add(task);
        }

        return task;
    }

    /// <summary>Takes a task in.</summary>
    public void Add(AgentTask task)
    {
        if (young.Count >= capacity / 2)
        {
            old = young;
            young = new ConcurrentDictionary<TaskId, AgentTask>();
        }

        young[task.Id] = task;
    }
}
