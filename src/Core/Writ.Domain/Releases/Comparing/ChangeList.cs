using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>Collects the changes between two releases. Each question is asked so that turning the two around turns the answer around.</summary>
internal sealed class ChangeList
{
    private readonly ImmutableArray<ReleaseChange>.Builder changes = ImmutableArray.CreateBuilder<ReleaseChange>();

    public ImmutableArray<ReleaseChange> Changes => changes.ToImmutable();

    public void Add(string subject, string text, ReleaseWeight weight) => changes.Add(new ReleaseChange(subject, text, weight));

    /// <summary>What is there loosens, what is there no more tightens, and what is in both is compared.</summary>
    public void Named<TKey, T>(string kind, IReadOnlyDictionary<TKey, T> before, IReadOnlyDictionary<TKey, T> after, Action<string, T, T> compare)
        where TKey : notnull
    {
        foreach (var name in before.Keys.Union(after.Keys).OrderBy(static n => n.ToString(), StringComparer.Ordinal))
        {
            var subject = $"{kind} `{name}`";
            if (!before.TryGetValue(name, out var old))
            {
                Add(subject, "added", ReleaseWeight.Loosens);
            }
            else if (!after.TryGetValue(name, out var @new))
            {
                Add(subject, "removed", ReleaseWeight.Tightens);
            }
            else
            {
                compare(subject, old, @new);
            }
        }
    }

    /// <summary>Each of these that is there lets more happen.</summary>
    public void Members<T>(string subject, string added, string removed, IReadOnlyCollection<T> before, IReadOnlyCollection<T> after)
    {
        foreach (var one in after.Except(before))
        {
            Add(subject, $"{added} `{one}`", ReleaseWeight.Loosens);
        }

        foreach (var one in before.Except(after))
        {
            Add(subject, $"{removed} `{one}`", ReleaseWeight.Tightens);
        }
    }

    /// <summary>A greater number lets more happen.</summary>
    public void Limit<T>(string subject, string what, T before, T after)
        where T : IComparable<T>
    {
        var order = after.CompareTo(before);
        if (order != 0)
        {
            Add(subject, $"{what}: {before} becomes {after}", order > 0 ? ReleaseWeight.Loosens : ReleaseWeight.Tightens);
        }
    }

    /// <summary>A value that policies or code go by in ways that are not compared here.</summary>
    public void Same<T>(string subject, string what, T before, T after, ReleaseWeight otherwise = ReleaseWeight.Undecided)
    {
        if (!EqualityComparer<T>.Default.Equals(before, after))
        {
            Add(subject, $"{what} changed", otherwise);
        }
    }

    /// <summary>A list that code goes by in ways that are not compared here.</summary>
    public void SameList<T>(string subject, string what, IEnumerable<T> before, IEnumerable<T> after)
    {
        if (!before.SequenceEqual(after))
        {
            Add(subject, $"{what} changed", ReleaseWeight.Undecided);
        }
    }
}
