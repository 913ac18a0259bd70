namespace Writ.Domain;

/// <summary>Compares the agents, and which workloads are their instances.</summary>
internal static class AgentChanges
{
    public static void Find(Release before, Release after, ChangeList changes)
    {
        changes.Named("agent", before.Agents, after.Agents, (subject, old, @new) =>
        {
            changes.Members(subject, "may take up", "may take up no more", old.Intents, @new.Intents);

            // Policies read both.
            changes.Same(subject, "owner", old.Owner, @new.Owner);
            changes.Same(subject, "tier", old.Tier, @new.Tier);
            changes.Same(subject, "purpose", old.Purpose, @new.Purpose, ReleaseWeight.Neutral);
        });

        // An entry less may end an ambiguity that kept a workload out, so neither direction is safe.
        var old = before.Workloads.Select(Text).ToList();
        var @new = after.Workloads.Select(Text).ToList();
        foreach (var entry in @new.Except(old, StringComparer.Ordinal))
        {
            changes.Add($"workload `{entry}`", "added", ReleaseWeight.Undecided);
        }

        foreach (var entry in old.Except(@new, StringComparer.Ordinal))
        {
            changes.Add($"workload `{entry}`", "removed", ReleaseWeight.Undecided);
        }
    }

    private static string Text(WorkloadRegistration entry) => $"{entry.Path} {string.Join(' ', entry.Selectors)}{(entry.Descendants ? " and its descendants" : "")}";
}
