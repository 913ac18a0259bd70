using Writ.Domain;

namespace Writ.Storage;

/// <summary>Makes the changes of one transaction, in the writer's state and in the file.</summary>
internal sealed class ChangeMaker(Database database, long domain, WorkingState state)
{
    /// <summary>What makes a change impossible, a mistake of the caller's; null when nothing does. Asked before anything is changed.</summary>
    public string? Obstacle(IReadOnlyList<Change> changes)
    {
        HashSet<TaskId>? opened = null;
        HashSet<Writ.Spiffe.SpiffeId>? attested = null;
        HashSet<ApprovalId>? asked = null;
        for (var i = 0; i < changes.Count; i++)
        {
            var obstacle = changes[i] switch
            {
                Change.OpenTask open => !(opened ??= []).Add(open.Task.Id) || state.Find(open.Task.Id) is not null ? "a task opens once"
                    : open.Task.Epoch != state.Epoch ? "a task opens in the current epoch"
                    : null,
                Change.MoveTask move => Missing(move.Task),
                Change.Touch touch => Missing(touch.Task),
                Change.Take take => Missing(take.Task),
                Change.AttestInstance attest => !(attested ??= []).Add(attest.Instance.Id) || IsKnown(attest.Instance) ? "an instance is attested once" : null,
                Change.Activate { Sequence: not 0 } activate when activate.Sequence <= state.Sequence => "a release's sequence number only grows",
                Change.OpenApproval open => !(asked ??= []).Add(open.Approval.Id) || ApprovalRows.Find(database, domain, open.Approval.Id) is not null ? "an approval opens once"
                    : open.Approval.Epoch != state.Epoch ? "an approval opens in the current epoch"
                    : null,
                Change.MoveApproval move => NotAsked(move.Approval),
                Change.Vote vote => NotAsked(vote.Approval) ?? (ApprovalRows.HasVoted(database, domain, vote.Approval, vote.Answer.By) ? "an approver answers once" : null),
                Change.OfferJoin offer when JoinOffers.IsKnown(database, domain, offer.Offer.Token) => "a join token is given out once",
                _ => null,
            };
            if (obstacle is not null)
            {
                return obstacle;
            }
        }

        return null;

        string? Missing(TaskId task) => opened?.Contains(task) == true || state.Find(task) is not null ? null : "no such task";

        string? NotAsked(ApprovalId approval) => asked?.Contains(approval) == true || ApprovalRows.Find(database, domain, approval) is not null ? null : "no such approval";
    }

    /// <summary>Makes every change of a transaction.</summary>
    public void Make(PendingCommit commit)
    {
        var openings = 0;
        var asked = 0;
        for (var i = 0; i < commit.Changes.Count; i++)
        {
            switch (commit.Changes[i])
            {
                case Change.OpenTask open:
                    state.Add(open.Task.Id, TaskRows.Insert(database, domain, open.Task, commit.SealedTask(openings++)));
                    break;
                case Change.MoveTask move when Changing(move.Task) is { } row:
                    row.Standing = move.Standing;
                    row.IsMoved = true;
                    break;
                case Change.Touch touch when state.Find(touch.Task) is { } row && touch.Now > row.LastActive:
                    state.Change(row).Touch(touch.Now);
                    break;
                case Change.Take take when Changing(take.Task) is { } row:
                    row.Take(take.Kind, take.Amount);
                    break;
                case Change.Spend spend:
                    Spend(spend);
                    break;
                case Change.TakeUses take:
                    TakeUses(take);
                    break;
                case Change.Contain contain when state.Contained.Add(contain.Key):
                    Contain("INSERT INTO containment (domain, kind, name) VALUES (?1, ?2, ?3)", contain.Key);
                    break;
                case Change.Restore restore when state.Contained.Remove(restore.Key):
                    Contain("DELETE FROM containment WHERE domain = ?1 AND kind = ?2 AND name = ?3", restore.Key);
                    break;
                case Change.AttestInstance attest:
                    Attest(attest.Instance);
                    break;
                case Change.RenewLease renew:
                    InstanceRows.Renew(database, domain, renew);
                    break;
                case Change.OfferJoin offer:
                    JoinOffers.Offer(database, domain, state.Epoch, offer.Offer);
                    break;
                case Change.TakeJoin take:
                    JoinOffers.Take(database, domain, take.Token);
                    break;
                case Change.EndInstance end when state.Instances.Remove(end.Instance):
                    database.Prepared("UPDATE instance SET ended = 1 WHERE domain = ?1 AND id = ?2").Bind(1, domain).Bind(2, end.Instance.ToString()).Run();
                    break;
                case Change.OpenApproval open:
                    ApprovalRows.Insert(database, domain, open.Approval, commit.SealedPending(asked++));
                    break;
                case Change.MoveApproval move:
                    ApprovalRows.Move(database, domain, move);
                    break;
                case Change.Vote vote:
                    ApprovalRows.Vote(database, domain, vote);
                    break;
                case Change.Activate activate:
                    Activate(activate);
                    break;
                case Change.PinDefinition pin:
                    Pin(pin);
                    break;
                default:
                    // Touching the past, containing twice, restoring or ending what is not there: nothing is left to change.
                    break;
            }
        }
    }

    private TaskRow? Changing(TaskId task) => state.Find(task) is { } row ? state.Change(row) : null;

    private void Spend(Change.Spend spend)
    {
        Span<byte> digest = stackalloc byte[Digest256.Length];
        spend.Key.Digest.CopyTo(digest);
        database.Prepared("INSERT INTO spend (domain, kind, digest, epoch, until) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)")
            .Bind(1, domain).Bind(2, spend.Key.Kind).Bind(3, digest).Bind(4, state.Epoch).Bind(5, spend.Until).Run();
    }

    private void TakeUses(Change.TakeUses take)
    {
        Span<byte> digest = stackalloc byte[Digest256.Length];
        take.Counter.Digest.CopyTo(digest);
        database.Prepared(
            """
            INSERT INTO uses (domain, kind, digest, epoch, taken, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO UPDATE SET taken = taken + excluded.taken, until = max(until, excluded.until)
            """)
            .Bind(1, domain).Bind(2, take.Counter.Kind).Bind(3, digest).Bind(4, state.Epoch).Bind(5, take.Amount).Bind(6, take.Until).Run();
    }

    private void Contain(string sql, ContainmentKey key) =>
        database.Prepared(sql).Bind(1, domain).Bind(2, (long)key.Kind).Bind(3, key.Name).Run();

    private bool IsKnown(AttestedInstance instance)
    {
        var statement = database.Prepared("SELECT 1 FROM instance WHERE domain = ?1 AND id = ?2").Bind(1, domain).Bind(2, instance.Id.ToString());
        var known = statement.Step();
        statement.Reset();
        return known;
    }

    private void Attest(AttestedInstance instance)
    {
        InstanceRows.Insert(database, domain, state.Epoch, instance);
        state.Instances.Add(instance.Id);
    }

    private void Activate(Change.Activate activate)
    {
        ReleaseRows.Activate(database, domain, state.Epoch, activate, state.Sequence = activate.Sequence is 0 ? state.Sequence + 1 : activate.Sequence);
        state.InForce = activate.Release;
    }

    private void Pin(Change.PinDefinition pin)
    {
        database.Prepared("INSERT INTO pin (domain, server, tool, digest) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET digest = excluded.digest")
            .Bind(1, domain).Bind(2, pin.Tool.Server.ToString()).Bind(3, pin.Tool.Tool).Bind(4, pin.Digest.ToArray()).Run();
        state.Pins[pin.Tool] = pin.Digest;
    }
}
