using System.Collections.Immutable;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tasks;

/// <summary>Sends tasks along the edges of <see cref="TaskEdges"/>. The transaction decides: of two moves at once one sees what the other did and follows from there, or is refused.</summary>
public sealed class TaskMover
{
    // Each retry means that another move succeeded, and no task has that many moves in it.
    private const int MostTries = 8;

    private readonly IJournal journal;
    private readonly IStateReader state;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;
    private readonly IEnumerable<ISessionCutter> cutters;

    /// <summary>Takes the journal, what reads it, and what is to be cut when a task ends.</summary>
    public TaskMover(IJournal journal, IStateReader state, IUlidSource ids, TimeProvider time, IEnumerable<ISessionCutter> cutters)
    {
        this.journal = journal;
        this.state = state;
        this.ids = ids;
        this.time = time;
        this.cutters = cutters;
    }

    /// <summary>Sends a task along an edge.</summary>
    /// <param name="id">The task.</param>
    /// <param name="edge">Which edge.</param>
    /// <param name="cause">As in `command-exited`, `deadline`, `idle`, `operator`, `instance-lost`.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot commit.</exception>
    public ValueTask<TaskMoveResult> MoveAsync(TaskId id, TaskEdge edge, string cause, CancellationToken cancellationToken) => MoveAsync(id, edge, cause, [], [], cancellationToken);

    /// <summary>Sends a task along an edge for whoever proved who they are: what that rests on is checked, and taken, in the same transaction.</summary>
    /// <param name="id">The task.</param>
    /// <param name="edge">Which edge.</param>
    /// <param name="cause">As above.</param>
    /// <param name="conditions">What must still hold, such as a proof's being unspent.</param>
    /// <param name="changes">What is taken, such as that proof.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The store cannot commit.</exception>
    public async ValueTask<TaskMoveResult> MoveAsync(
        TaskId id, TaskEdge edge, string cause, ImmutableArray<Condition> conditions, ImmutableArray<Change> changes, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await state.FindTaskAsync(id, cancellationToken) is not { } task)
            {
                return Refuse("W2205", "task-known", "there is no such task", "list the tasks that live with `writ task list`");
            }

            if (TaskEdges.Follow(task.Standing, edge) is not { } standing)
            {
                return Refuse("W2206", "task-edge", $"a task that is {Word(task.Standing.State)} cannot be sent to {Word(edge)}", "nothing is to be done");
            }

            var result = await journal.CommitAsync(
                [new Condition.TaskStands(id, task.Standing), .. conditions],
                [new Change.MoveTask(id, standing), .. changes],
                [new LedgerEntry.TaskMoved(id, edge, standing.State, cause) { Id = EntryId.New(ids), At = time.GetUtcNow() }],
                cancellationToken);
            if (result is CommitResult.Committed)
            {
                Cut(id, standing);
                await FollowAsync(id, edge, standing);
                return new TaskMoveResult.Moved(task with { Standing = standing });
            }

            if (result is CommitResult.Refused { Failed: not Condition.TaskStands })
            {
                return Spent;
            }
        }

        return Refuse("W2207", "task-moves", "the task was moved by others again and again", "try once more");
    }

    /// <summary>Takes the authority of every live task of an instance away.</summary>
    public async ValueTask RevokeAllOfAsync(SpiffeId instance, string cause, CancellationToken cancellationToken)
    {
        foreach (var task in await state.LiveTasksOfAsync(instance, cancellationToken))
        {
            await MoveAsync(task.Id, TaskEdge.Revoke, cause, cancellationToken);
        }
    }

    // What was delegated acts no more from the commit on, as little as what delegated it. This writes its end down and lets it be felt; what is missed, the sweeper finds.
    private async ValueTask FollowAsync(TaskId above, TaskEdge edge, TaskStanding standing)
    {
        if (standing.Admits(Effects.Read))
        {
            return;
        }

        // All are cut before the first is written down: no stream waits for the disk.
        var all = await state.LiveTasksBelowAsync(above, CancellationToken.None);
        foreach (var below in all)
        {
            Cut(below.Id, standing);
        }

        foreach (var below in standing.IsLive ? [] : all)
        {
            await MoveAsync(below.Id, edge, $"above-{Word(standing.State)}", CancellationToken.None);
        }
    }

    /// <summary>What is said when the presented credential is no good any more.</summary>
    public static TaskMoveResult.Refused Spent { get; } = Refuse("W2479", "single-use", "the proof was used before, or the writ was taken back", "make a new proof for each request, with a writ that is in force");

    private void Cut(TaskId id, TaskStanding standing)
    {
        if (standing.Admits(Effects.Read))
        {
            return;
        }

        foreach (var cutter in cutters)
        {
            cutter.Cut(id);
        }
    }

    private static TaskMoveResult.Refused Refuse(string code, string rule, string text, string fix) => new(new Reason(code, $"law/{rule}", text, fix));

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
