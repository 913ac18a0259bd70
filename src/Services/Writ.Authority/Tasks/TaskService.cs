using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Writ.Domain;

namespace Writ.Authority.Tasks;

/// <summary>Opens tasks: laws first, then the release's policies, then one transaction. Without all three there is no task.</summary>
public sealed class TaskService
{
    private const int MaxGoal = 8192;

    // A release that changes under an opening is asked again, not guessed at.
    private const int MostTries = 3;

    private readonly IReleases releases;
    private readonly IJournal journal;
    private readonly IKeyring keyring;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;
    private readonly NamedTasks named;

    /// <summary>Takes the release in force and the journal.</summary>
    public TaskService(IReleases releases, IJournal journal, IKeyring keyring, IUlidSource ids, TimeProvider time, NamedTasks named)
    {
        this.releases = releases;
        this.journal = journal;
        this.keyring = keyring;
        this.ids = ids;
        this.time = time;
        this.named = named;
    }

    /// <summary>Takes up an intent: a task, or every reason against it at once.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot commit, so nothing is opened.</exception>
    public async ValueTask<TaskOpeningResult> OpenAsync(TaskOpening opening, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(opening);
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (releases.Current is not { } current)
            {
                return Refuse(opening, default, [Law("W2204", "release", "no release is in force", "ask the operator to mend the release")]);
            }

            var reasons = ImmutableArray.CreateBuilder<Reason>();
            if (Candidate(opening, current.Release, reasons) is not { } task)
            {
                return Refuse(opening, current.Release.Id, reasons.ToImmutable());
            }

            var decision = current.Decisions.DecideOpening(task, task.Opened);
            if (Objections(decision, task) is { IsEmpty: false } objections)
            {
                return Refuse(opening, current.Release.Id, objections);
            }

            switch (await CommitAsync(opening, task, decision, cancellationToken))
            {
                case CommitResult.Committed:
                    if (!opening.InstanceIsNew)
                    {
                        named.Forget(opening.Instance.Id);
                    }

                    return new TaskOpeningResult.Opened(task);
                case CommitResult.Refused { Failed: Condition.InForce }:
                    continue;
                case CommitResult.Refused { Failed: Condition.TaskLive live } when opening.Delegated?.Ancestors.Contains(live.Task) == true:
                    return Refuse(opening, current.Release.Id, [Law("W2226", "delegation", "the task that delegates is over or paused", "ask for the work to be delegated by a task that lives")]);
                case CommitResult.Refused { Failed: Condition.UsesLeft { Counter.Kind: "delegated" } }:
                    return Refuse(opening, current.Release.Id, [Law("W2227", "delegation", "the task that delegates has delegated as many tasks as it may", "do it in that task, or raise `fan_out` of its intent")]);
                case CommitResult.Refused { Failed: Condition.Unspent { Spend.Kind: "delegation" } }:
                    return Refuse(opening, current.Release.Id, [Law("W2225", "delegation", "the offer was taken up before, has ended, or is not for this client", "ask the delegating agent for another")]);
                case CommitResult.Refused { Failed: Condition.InstanceLives { Instance: var lost } } when lost != opening.Instance.Id:
                    return Refuse(opening, current.Release.Id, [Law("W2226", "delegation", "an instance that delegates has ended", "ask for the work to be delegated by a task that lives")]);
                case CommitResult.Refused { Failed: Condition.InstanceLives }:
                    return Refuse(opening, current.Release.Id, [Law("W2105", "instance", "the instance has ended", "start the agent again")]);
                case CommitResult.Refused { Failed: Condition.LiveTasksBelow below }:
                    return Refuse(opening, current.Release.Id, [Law("W2432", "live-tasks", $"the instance has {below.Limit} live tasks", "end those whose work is over, or wait until they are idle for too long")]);
                case CommitResult.Refused { Failed: Condition.Unspent { Spend.Kind: "subject" } }:
                    return Refuse(opening, current.Release.Id, [Law("W2439", "single-use", "the subject's token was used before", "get a new one from the identity provider")]);
                case CommitResult.Refused { Failed: Condition.Unspent { Spend.Kind: "assertion" } }:
                    return Refuse(opening, current.Release.Id, [Law("W2423", "identity", "the client is not authenticated", "make one assertion for each request")]);
                case CommitResult.Refused { Failed: Condition.Unspent }:
                    return Refuse(opening, current.Release.Id, [Law("W2302", "single-use", "this proof was used before", "make a new proof for each request")]);
                case CommitResult.Refused { Failed: Condition.NotContained { Key.Kind: ContainmentKind.Subject } }:
                    return Refuse(opening, current.Release.Id, [Law("W2210", "containment", "work for this subject is contained", "ask the operator to restore it")]);
                default:
                    return Refuse(opening, current.Release.Id, [Law("W2210", "containment", "the agent is contained", "ask the operator to restore it")]);
            }
        }

        return Refuse(opening, default, [Law("W2211", "release", "the release changed again and again meanwhile", "try once more")]);
    }

    private AgentTask? Candidate(TaskOpening opening, Release release, ImmutableArray<Reason>.Builder reasons)
    {
        if (!Slug.TryParse(opening.Agent, null, out var agentName) || !release.Agents.TryGetValue(agentName, out var agent) || opening.Instance.Agent != agentName)
        {
            reasons.Add(Law("W2201", "agent", "there is no such agent", "name an agent that `writ.yaml` registers"));
            return null;
        }

        if (!Slug.TryParse(opening.Intent, null, out var intentName) || !agent.Intents.Contains(intentName) || !release.Intents.TryGetValue(intentName, out var intent))
        {
            reasons.Add(Law("W2202", "intent", $"`{agentName}` may not take up this intent", $"use one of its own{Listed(agent.Intents)}, or add the intent to the agent in writ.yaml"));
            return null;
        }

        var values = ImmutableSortedDictionary<string, ParameterValue>.Empty;
        switch (intent.Bind(opening.Parameters))
        {
            case ParameterBinding.Bound bound:
                values = bound.Values;
                break;
            case ParameterBinding.Refused refused:
                reasons.AddRange(refused.Problems.Select(static problem => Law("W2203", "parameters", problem, "give each parameter that the intent declares, of its type")));
                break;
        }

        if (opening.Goal is { Length: > MaxGoal })
        {
            reasons.Add(Law("W2203", "goal", $"the goal is longer than {MaxGoal} characters", "say it in fewer words"));
        }

        var above = opening.Delegated;
        var scope = opening.Scope is { } asked ? intent.Ceiling.Intersect(asked) : intent.Ceiling;
        scope = above is null ? scope : above.Scopes.Aggregate(scope, static (so, bound) => so.Intersect(bound));
        if ((opening.Scope is not null || above is not null) && scope.Entries.IsEmpty)
        {
            reasons.Add(Law("W2208", "scope", "nothing of what was asked for lies within the intent", "ask for what the intent's ceiling holds"));
        }

        if (opening.Lifetime <= TimeSpan.Zero)
        {
            reasons.Add(Law("W2209", "deadline", "the deadline that was asked for has passed", "ask for a later one"));
        }

        if (reasons.Count > 0)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var deadline = now + (opening.Lifetime < intent.Deadline ? opening.Lifetime.Value : intent.Deadline);
        var hops = Math.Min(opening.Depth ?? DelegationRule.MaxDepth, intent.Delegation?.Depth ?? 0);
        return new AgentTask
        {
            Id = TaskId.New(ids),
            Epoch = journal.Epoch,
            Actor = new Actor(opening.Instance.Id, agentName, AssuranceOf(opening), opening.Binding, above?.Chain ?? []) { Method = opening.Instance.Method },
            Subject = opening.Subject,
            Intent = intentName,
            Release = release.Id,
            Parameters = values,
            Goal = opening.Goal,
            Channel = opening.Channel,
            Scope = scope,
            Budget = above is null ? intent.Budget : intent.Budget.Intersect(above.Parent.Budget),
            Ancestors = above?.Ancestors ?? [],
            Hops = above is null ? hops : Math.Min(hops, above.Hops),
            Opened = now,
            Deadline = above is null || deadline < above.Deadline ? deadline : above.Deadline,
            Idle = intent.Idle,
            LastActive = now,
            Standing = TaskStanding.JustOpened,
        };
    }

    // An advisory agent gets no more by having another act for it: what is withheld from the one is withheld from the other.
    private static Assurance AssuranceOf(TaskOpening opening) =>
        opening.Delegated?.Parent.Actor.Assurance is { } above and <= Assurance.SameUid && above < opening.Instance.Assurance ? above : opening.Instance.Assurance;

    private static ImmutableArray<Reason> Objections(Decision decision, AgentTask task) => decision.Verdict switch
    {
        Verdict.Allow when decision.Obligations.IsEmpty && decision.Release == task.Release => [],
        Verdict.Allow => [Law("W2212", "obligations", "a policy obliges to something that opening a task cannot discharge", "remove the obligation from the policy for `task/open`")],
        Verdict.StepUp => [.. decision.Reasons, Law("W2213", "approval", "opening this task needs an approval, which this version cannot take", "let a policy permit it without one")],
        _ => decision.Reasons,
    };

    private ValueTask<CommitResult> CommitAsync(TaskOpening opening, AgentTask task, Decision decision, CancellationToken cancellationToken)
    {
        var instance = opening.Instance;
        var subject = Subject.PseudonymOf(task.Subject, keyring);
        var conditions = new List<Condition>
        {
            new Condition.InForce(task.Release),
        };
        conditions.AddRange(Condition.NoneContained(ContainmentKey.Stopping(task.Actor, subject)));
        conditions.AddRange(opening.Conditions);
        var changes = new List<Change>(opening.Changes);
        if (opening.Delegated is { } delegated)
        {
            conditions.AddRange(delegated.Conditions(subject, task.Opened));
            changes.Add(delegated.Count);
        }

        var entries = new List<LedgerEntry>();
        if (opening.InstanceIsNew)
        {
            changes.Add(new Change.AttestInstance(instance));
            entries.Add(new LedgerEntry.InstanceAttested(instance) { Id = EntryId.New(ids), At = task.Opened });
        }
        else
        {
            conditions.Add(new Condition.InstanceLives(instance.Id));
        }

        changes.Add(new Change.OpenTask(task));
        entries.Add(new LedgerEntry.TaskOpened(
            task, keyring.Digest(DigestPurpose.Parameters, Canonical(task.Parameters)), subject, decision.Determining) { Id = EntryId.New(ids), At = task.Opened });
        return journal.CommitAsync(conditions, changes, entries, cancellationToken);
    }

    private TaskOpeningResult.Refused Refuse(TaskOpening opening, ReleaseId release, ImmutableArray<Reason> reasons)
    {
        var decision = DecisionId.New(ids);

        // What names nothing of the release is not written, however well-formed: the ledger holds no text that somebody made up.
        var known = releases.Current?.Release;
        var agent = Slug.TryParse(opening.Agent, null, out var agentName) && known?.Agents.ContainsKey(agentName) == true ? agentName : default;
        var intent = Slug.TryParse(opening.Intent, null, out var intentName) && known?.Intents.ContainsKey(intentName) == true ? intentName : default;
        journal.Defer(new LedgerEntry.TaskRefused(decision, agent, intent, release, [.. reasons.Select(static r => r.Code).Distinct()])
        {
            Id = EntryId.New(ids),
            At = time.GetUtcNow(),
            From = opening.Delegated?.Parent.Id ?? default,
        });
        return new TaskOpeningResult.Refused(new Denial(decision, Verdict.Deny, reasons));
    }

    private static string Listed(ImmutableSortedSet<Slug> intents) => intents.IsEmpty ? "" : $" ({string.Join(", ", intents)})";

    private static Reason Law(string code, string rule, string text, string fix) => new(code, $"law/{rule}", text, fix);

    // Each name and form with its length before it, so that no two sets of parameters have the same bytes.
    private static byte[] Canonical(ImmutableSortedDictionary<string, ParameterValue> parameters)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var (name, value) in parameters)
        {
            foreach (var part in (ReadOnlySpan<string>)[name, value.GetType().Name, value.Form])
            {
                var text = Encoding.UTF8.GetBytes(part);
                BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
                bytes.Write(length);
                bytes.Write(text);
            }
        }

        return bytes.ToArray();
    }
}
