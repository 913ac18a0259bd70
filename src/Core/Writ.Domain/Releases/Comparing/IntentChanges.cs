namespace Writ.Domain;

/// <summary>Compares the intents: each is a law, so more of it loosens whatever the policies say.</summary>
internal static class IntentChanges
{
    public static void Find(Release before, Release after, ChangeList changes) => changes.Named("intent", before.Intents, after.Intents, (subject, old, @new) =>
    {
        Ceiling(subject, old.Ceiling, @new.Ceiling, changes);
        changes.Limit(subject, "deadline", old.Deadline, @new.Deadline);
        changes.Limit(subject, "idle", old.Idle, @new.Idle);
        foreach (var kind in Budget.Kinds)
        {
            changes.Limit(subject, $"budget of {kind.ToString().ToLowerInvariant()}", old.Budget.Limit(kind), @new.Budget.Limit(kind));
        }

        changes.Members(subject, "may be delegated to", "may be delegated no more to", old.Delegation?.To ?? [], @new.Delegation?.To ?? []);
        changes.Limit(subject, "depth of delegation", old.Delegation?.Depth ?? 0, @new.Delegation?.Depth ?? 0);
        changes.Limit(subject, "fan-out of delegation", old.Delegation?.FanOut ?? 0, @new.Delegation?.FanOut ?? 0);
        changes.SameList(subject, "parameters", old.Parameters, @new.Parameters);

        // Policies read both.
        changes.Same(subject, "owner", old.Owner, @new.Owner);
        changes.Same(subject, "tier", old.Tier, @new.Tier);
        changes.Same(subject, "purpose", old.Purpose, @new.Purpose, ReleaseWeight.Neutral);
    });

    // That one scope lies within another is proven or not known, so only a proof makes it narrower.
    private static void Ceiling(string subject, Scope before, Scope after, ChangeList changes)
    {
        switch (after.IsSubsetOf(before), before.IsSubsetOf(after))
        {
            case (true, true):
                break;
            case (true, false):
                changes.Add(subject, "the ceiling is narrower", ReleaseWeight.Tightens);
                break;
            case (false, true):
                changes.Add(subject, "the ceiling is wider", ReleaseWeight.Loosens);
                break;
            default:
                changes.Add(subject, "the ceiling changed: neither lies within the other", ReleaseWeight.Undecided);
                break;
        }
    }
}
