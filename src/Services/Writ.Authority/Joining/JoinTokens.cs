using Writ.Domain;

namespace Writ.Authority.Joining;

/// <summary>Gives join tokens out. What is stored is a digest; that one was given out is in the ledger before anybody has it.</summary>
internal sealed class JoinTokens(IReleases releases, IJournal journal, IUlidSource ids, TimeProvider time)
{
    /// <summary>How long a token lives unless somebody says.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(5);

    /// <summary>The longest that one lives.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Makes one for an agent of the release in force; null when there is no such agent, or it is contained.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="life">How long it is good for: a second to an hour.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">It would live too long, or not at all.</exception>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so there is none.</exception>
    public async ValueTask<(JoinToken Token, DateTimeOffset Until)?> OfferAsync(Slug agent, TimeSpan life, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(life, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(life, Longest);
        if (releases.Current?.Release is not { } release || !release.Agents.ContainsKey(agent))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var (token, until) = (JoinToken.New(agent), now + life);
        var result = await journal.CommitAsync(
            [new Condition.InForce(release.Id), new Condition.NotContained(ContainmentKey.Everything), new Condition.NotContained(ContainmentKey.Agent(agent))],
            [new Change.OfferJoin(new JoinOffer(token.Digest, agent, until))],
            [new LedgerEntry.JoinOffered(agent, token.Digest, until) { Id = EntryId.New(ids), At = now }],
            cancellationToken);
        return result is CommitResult.Committed ? (token, until) : null;
    }
}
