using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Releases;

/// <summary>
/// Holds the release in force. A release is read, then compiled, then recorded in the journal, and only then takes effect;
/// whatever fails on the way leaves the one before in force, whole.
/// </summary>
public sealed class ReleaseStore : IReleases, IDisposable
{
    private readonly ReleaseFolder folder;
    private readonly TrustDomain trustDomain;
    private readonly IJournal journal;
    private readonly IStateReader state;
    private readonly IDecisionPointCompiler compiler;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;

    // One reload at a time; readers never wait.
    private readonly SemaphoreSlim gate = new(1);
    private ReleaseInForce? current;

    /// <summary>Takes the folder to read and the trust domain that the store's rows belong to.</summary>
    public ReleaseStore(
        ReleaseFolder folder, TrustDomain trustDomain, IJournal journal, IStateReader state, IDecisionPointCompiler compiler, IUlidSource ids, TimeProvider time)
    {
        this.folder = folder;
        this.trustDomain = trustDomain;
        this.journal = journal;
        this.state = state;
        this.compiler = compiler;
        this.ids = ids;
        this.time = time;
    }

    /// <inheritdoc />
    public ReleaseInForce? Current => Volatile.Read(ref current);

    /// <summary>Reads the folder again and brings what it holds into force.</summary>
    /// <exception cref="JournalUnavailableException">The activation could not be recorded; the release before stays in force.</exception>
    public async ValueTask<ReleaseOutcome> ReloadAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return ReleaseReader.Read(folder) switch
            {
                ReleaseReading.Read read => await ActivateAsync(read.Release, cancellationToken),
                ReleaseReading.Refused refused => new ReleaseOutcome.Refused(refused.ProblemsWith(compiler)),
                _ => throw new InvalidOperationException("a reading is a release or its problems"),
            };
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => gate.Dispose();

    private async ValueTask<ReleaseOutcome> ActivateAsync(Release release, CancellationToken cancellationToken)
    {
        if (release.TrustDomain != trustDomain)
        {
            return Refuse("W1020", $"`trust_domain` is {release.TrustDomain}, but this store belongs to {trustDomain}", "put the old name back, or start with another home folder");
        }

        if (compiler.Compile(release, out var problems) is not { } decisions)
        {
            return new ReleaseOutcome.Refused(problems);
        }

        var next = new ReleaseInForce(release, decisions);
        var previous = await state.InForceAsync(cancellationToken);
        if (previous == release.Id)
        {
            Volatile.Write(ref current, next);
            return new ReleaseOutcome.Unchanged(next);
        }

        var result = await journal.CommitAsync(
            [new Condition.InForce(previous)],
            [new Change.Activate(release.Id, release.Content)],
            [new LedgerEntry.ReleaseActivated(release.Id, previous) { Id = EntryId.New(ids), At = time.GetUtcNow() }],
            cancellationToken);
        if (result is not CommitResult.Committed)
        {
            return Refuse("W1021", "another release came into force meanwhile", "reload again");
        }

        // Durable: from the next action on it decides. An action that took hold of the one before fails its InForce condition at Record.
        Volatile.Write(ref current, next);
        return new ReleaseOutcome.Activated(next, previous);
    }

    private static ReleaseOutcome.Refused Refuse(string code, string text, string fix) =>
        new([new ReleaseProblem(code, "writ.yaml", 0, 0, text, fix)]);
}
