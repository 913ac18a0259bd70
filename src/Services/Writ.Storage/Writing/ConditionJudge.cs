using System.Globalization;
using Writ.Domain;

namespace Writ.Storage;

/// <summary>Judges conditions on the writer's state. What is unknown does not hold.</summary>
internal sealed class ConditionJudge(Database database, long domain, WorkingState state, DateTimeOffset clock)
{
    /// <summary>The first condition that does not hold, and what was found; null when all hold.</summary>
    public CommitResult.Refused? Judge(IReadOnlyList<Condition> conditions)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            if (Found(conditions[i]) is { } found)
            {
                return new CommitResult.Refused(conditions[i], found);
            }
        }

        return null;
    }

    // Null when the condition holds, else what was found instead: states and counts, never a personal value.
    private string? Found(Condition condition) => condition switch
    {
        Condition.TaskLive live => Live(live),
        Condition.TaskStands stands => Stands(stands),
        Condition.NotContained free => state.Contained.Contains(free.Key) ? "contained" : null,
        Condition.InstanceLives lives => state.Instances.Contains(lives.Instance) ? null : "not attested in this epoch, or ended",
        Condition.JoinOffered offered => JoinOffers.Obstacle(database, domain, state.Epoch, offered, offered.Now > clock ? offered.Now : clock),
        Condition.LiveTasksBelow below => Below(below),
        Condition.Unspent unspent => IsSpent(unspent.Spend) ? "spent" : null,
        Condition.UsesLeft uses => Left(uses),
        Condition.BudgetLeft left => Left(left),
        Condition.InForce force => state.InForce == force.Release ? null : state.InForce.IsDefault ? "no release is in force" : $"{state.InForce.Short} is in force",
        Condition.DefinitionPinned pinned => Pinned(pinned),
        Condition.ApprovalStands stands => Approval(stands.Approval, stands.State, out _),
        Condition.ApprovalHolds holds => Approval(holds.Approval, holds.State, out var approval) ?? ApprovalJudgement.Found(approval!, holds, clock),
        Condition.NoOpenApproval none => ApprovalRows.CountOpen(database, domain, state.Epoch, none.Task, none.Request) > 0 ? "one is open" : null,
        Condition.PendingApprovalsBelow below => Below(below),
        Condition.NotVoted vote => ApprovalRows.HasVoted(database, domain, vote.Approval, vote.By) ? "answered" : null,
        _ => "a condition that this store does not know",
    };

    private string? Live(Condition.TaskLive live)
    {
        if (state.Find(live.Task) is not { } row)
        {
            return "no such task";
        }

        // A transaction may have waited for its turn: what ran out meanwhile has run out.
        var now = live.Now > clock ? live.Now : clock;
        return row.Epoch != state.Epoch ? "of an earlier epoch"
            : !row.Standing.Admits(live.Effects) ? Word(row.Standing.State)
            : now >= row.Deadline ? "past its deadline"
            : now - row.LastActive >= row.Idle ? "idle for too long"
            : null;
    }

    // The rows are those before the group, and those that it opened; how a task stands after what the group did, the state says.
    private string? Below(Condition.LiveTasksBelow below)
    {
        var ids = new List<TaskId>();
        var statement = database.Prepared("SELECT id FROM task WHERE domain = ?1 AND epoch = ?2 AND state IN (1, 2, 3) AND instance = ?3")
            .Bind(1, domain).Bind(2, state.Epoch).Bind(3, below.Instance.ToString());
        while (statement.Step())
        {
            ids.Add(TaskId.Parse(statement.Text(0)));
        }

        statement.Reset();
        var live = ids.Count(id => state.Find(id) is { Standing.IsLive: true });
        return live < below.Limit ? null : string.Create(CultureInfo.InvariantCulture, $"{live} live tasks");
    }

    private string? Stands(Condition.TaskStands stands) => state.Find(stands.Task) is not { } row ? "no such task"
        : row.Epoch != state.Epoch ? "of an earlier epoch"
        : row.Standing != stands.Standing ? Word(row.Standing.State)
        : null;

    private string? Left(Condition.BudgetLeft left)
    {
        if (state.Find(left.Task) is not { } row)
        {
            return "no such task";
        }

        var remains = row.Limits.Limit(left.Kind) - row.Taken.Limit(left.Kind);
        return row.Epoch != state.Epoch ? "of an earlier epoch"
            : remains < left.Amount ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, remains)} left")
            : null;
    }

    private string? Left(Condition.UsesLeft uses)
    {
        Span<byte> digest = stackalloc byte[Digest256.Length];
        uses.Counter.Digest.CopyTo(digest);
        var statement = database.Prepared("SELECT taken FROM uses WHERE domain = ?1 AND kind = ?2 AND digest = ?3").Bind(1, domain).Bind(2, uses.Counter.Kind).Bind(3, digest);
        var remains = uses.Limit - (statement.Step() ? statement.Int64(0) : 0);
        statement.Reset();
        return remains < uses.Amount ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, remains)} left") : null;
    }

    private string? Approval(ApprovalId id, ApprovalState expected, out Approval? found) => (found = ApprovalRows.Find(database, domain, id)) is not { } approval ? "no such approval"
        : approval.Epoch != state.Epoch ? "of an earlier epoch"
        : approval.State != expected ? approval.State.ToString().ToLowerInvariant()
        : null;

    private string? Below(Condition.PendingApprovalsBelow below)
    {
        var pending = ApprovalRows.CountPending(database, domain, state.Epoch, below.Agent, below.Task);
        return pending < below.Limit ? null : string.Create(CultureInfo.InvariantCulture, $"{pending} pending");
    }

    private string? Pinned(Condition.DefinitionPinned pinned)
    {
        var found = state.Pins.GetValueOrDefault(pinned.Tool);
        return found == pinned.Digest ? null : found.IsDefault ? "not pinned" : "pinned to another definition";
    }

    private bool IsSpent(SpendKey key)
    {
        Span<byte> digest = stackalloc byte[Digest256.Length];
        key.Digest.CopyTo(digest);
        var statement = database.Prepared("SELECT 1 FROM spend WHERE domain = ?1 AND kind = ?2 AND digest = ?3").Bind(1, domain).Bind(2, key.Kind).Bind(3, digest);
        var spent = statement.Step();
        statement.Reset();
        return spent;
    }

    private static string Word(TaskState found) => found.ToString().ToLowerInvariant();
}
