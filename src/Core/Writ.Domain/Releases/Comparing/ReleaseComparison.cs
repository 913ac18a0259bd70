using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>
/// Compares two releases by what they let happen. What can be told is told: scopes by inclusion, budgets and times by size, policies by their effect.
/// Whatever else differs is undecided. Pure.
/// </summary>
public static class ReleaseComparison
{
    /// <summary>In what the second differs from the first; nothing when they are one.</summary>
    public static ReleaseDifference Between(OutlinedRelease before, OutlinedRelease after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (old, @new) = (before.Release, after.Release);
        if (old.Id == @new.Id)
        {
            return new ReleaseDifference([]);
        }

        var changes = new ChangeList();
        changes.Same("release", "trust domain", old.TrustDomain, @new.TrustDomain);
        SigningChanges.Find(old.Signing, @new.Signing, changes);
        AgentChanges.Find(old, @new, changes);
        IntentChanges.Find(old, @new, changes);
        ServerChanges.Find(old, @new, changes);
        TrustChanges.Find(old, @new, changes);
        Policies(before.Policies, after.Policies, changes);
        if (changes.Changes.IsEmpty)
        {
            changes.Add("release", "its files differ in what nothing is decided by, such as comments and layout", ReleaseWeight.Neutral);
        }

        return new ReleaseDifference(changes.Changes);
    }

    // A forbid more can only keep more from happening, also where it fails: what fails denies. A permit less may not: one that fails, or that brings an obligation, keeps things from happening too.
    private static void Policies(ImmutableArray<PolicyOutline> before, ImmutableArray<PolicyOutline> after, ChangeList changes)
    {
        var old = before.ToDictionary(static p => p.Name, StringComparer.Ordinal);
        var @new = after.ToDictionary(static p => p.Name, StringComparer.Ordinal);
        foreach (var name in old.Keys.Union(@new.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var subject = $"policy `{name}`";
            if (!old.TryGetValue(name, out var was))
            {
                changes.Add(subject, $"{Word(@new[name].Effect)} added", @new[name].Effect == PolicyEffect.Forbid ? ReleaseWeight.Tightens : ReleaseWeight.Loosens);
            }
            else if (!@new.TryGetValue(name, out var @is))
            {
                changes.Add(subject, $"{Word(was.Effect)} removed", was.Removal);
            }
            else if (!string.Equals(was.Text, @is.Text, StringComparison.Ordinal))
            {
                changes.Add(subject, was.Effect == @is.Effect ? $"{Word(was.Effect)} changed" : $"{Word(was.Effect)} became {Word(@is.Effect)}", ReleaseWeight.Undecided);
            }
        }
    }

    private static string Word(PolicyEffect effect) => effect.ToString().ToLowerInvariant();
}
