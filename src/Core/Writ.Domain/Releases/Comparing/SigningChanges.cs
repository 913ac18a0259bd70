using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>Compares who signs, and how many of them. Who may loosen is the greatest power there is, so a change of the signers themselves is never a tightening.</summary>
internal static class SigningChanges
{
    public static void Find(SignerRules? before, SignerRules? after, ChangeList changes)
    {
        const string Subject = "signing";
        switch (before, after)
        {
            case (null, null):
                break;
            case (null, not null):
                changes.Add(Subject, "releases after this one must be signed", ReleaseWeight.Tightens);
                break;
            case (not null, null):
                changes.Add(Subject, "releases after this one need no signature", ReleaseWeight.Loosens);
                break;
            case ({ } old, { } @new):
                Fewer("to tighten", old.Tighten, @new.Tighten);
                Fewer("to loosen", old.Loosen, @new.Loosen);
                Signers(old.Signers, @new.Signers, changes);
                break;
        }

        void Fewer(string what, int old, int @new)
        {
            if (old != @new)
            {
                changes.Add(Subject, $"signatures {what}: {old} becomes {@new}", @new > old ? ReleaseWeight.Tightens : ReleaseWeight.Loosens);
            }
        }
    }

    private static void Signers(ImmutableSortedDictionary<Slug, SignerRegistration> before, ImmutableSortedDictionary<Slug, SignerRegistration> after, ChangeList changes)
    {
        foreach (var name in before.Keys.Union(after.Keys).Order())
        {
            var (old, @new) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (!string.Equals(old?.Thumbprint, @new?.Thumbprint, StringComparison.Ordinal))
            {
                changes.Add($"signer `{name}`", old is null ? "added" : @new is null ? "removed" : "has another key", ReleaseWeight.Undecided);
            }
        }
    }
}
