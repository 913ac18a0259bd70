using Writ.Domain;

namespace Writ.Authority.Approvals;

/// <summary>
/// The calls that are held for an answer, and what wakes them. Only a promptness: what is so stands in the store, which is asked before and after. Thread-safe.
/// </summary>
internal sealed class HeldCalls(int limitPerTask)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ApprovalId, Waiting> waiting = [];
    private readonly Dictionary<TaskId, int> held = [];
    private bool isClosed;

    /// <summary>Holds a call; null when as many of the task are held as may be, or no call is held any more. From here on a settlement wakes it, so the store is to be read once more after this.</summary>
    public Hold? Enter(ApprovalId approval, TaskId task)
    {
        lock (gate)
        {
            if (isClosed || held.GetValueOrDefault(task) >= limitPerTask)
            {
                return null;
            }

            held[task] = held.GetValueOrDefault(task) + 1;
            if (!waiting.TryGetValue(approval, out var entry))
            {
                waiting.Add(approval, entry = new Waiting());
            }

            entry.Calls++;
            return new Hold(this, approval, task, entry.Answered.Task);
        }
    }

    /// <summary>Wakes whoever waits for an approval.</summary>
    public void Wake(ApprovalId approval)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(approval, out var entry))
            {
                entry.Answered.TrySetResult();
            }
        }
    }

    /// <summary>Holds no call from now on, and lets go of those that are held: Writ stops.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            foreach (var entry in waiting.Values)
            {
                entry.Answered.TrySetResult();
            }
        }
    }

    private void Leave(ApprovalId approval, TaskId task)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(approval, out var entry) && --entry.Calls == 0)
            {
                waiting.Remove(approval);
            }

            if (held[task] == 1)
            {
                held.Remove(task);
            }
            else
            {
                held[task]--;
            }
        }
    }

    /// <summary>A call that is held until this is disposed.</summary>
    internal sealed class Hold(HeldCalls owner, ApprovalId approval, TaskId task, Task answered) : IDisposable
    {
        /// <summary>Completes when somebody answered.</summary>
        public Task Answered => answered;

        public void Dispose() => owner.Leave(approval, task);
    }

    private sealed class Waiting
    {
        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Calls { get; set; }
    }
}
