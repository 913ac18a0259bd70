using Writ.Domain;

namespace Writ.Testing;

/// <summary>A fresh provider for each test, and words for what tests say often.</summary>
public abstract class JournalTestBase : IAsyncLifetime
{
    private IJournalHost? host;
    private Samples? samples;

    /// <summary>The provider.</summary>
    protected IJournalHost Host => host ?? throw new InvalidOperationException("not initialised");

    /// <summary>Samples of the provider's instant.</summary>
    protected Samples Some => samples ?? throw new InvalidOperationException("not initialised");

    /// <summary>The provider's instant when the test began.</summary>
    protected DateTimeOffset Now => Some.Now;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        host = await CreateAsync();
        samples = new Samples(host.Ulids, host.Time.GetUtcNow());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a provider with no data.</summary>
    protected abstract ValueTask<IJournalHost> CreateAsync();

    /// <summary>Commits.</summary>
    protected async Task<CommitResult> CommitAsync(IReadOnlyList<Condition> conditions, IReadOnlyList<Change> changes, params LedgerEntry[] entries) =>
        await Host.Journal.CommitAsync(conditions, changes, entries, Cancel);

    /// <summary>Makes changes that must be taken.</summary>
    protected async Task<CommitReceipt> MakeAsync(params Change[] changes) =>
        Assert.IsType<CommitResult.Committed>(await CommitAsync([], changes)).Receipt;

    /// <summary>Appends entries that must be taken.</summary>
    protected async Task<CommitReceipt> AppendAsync(params LedgerEntry[] entries) =>
        Assert.IsType<CommitResult.Committed>(await CommitAsync([], [], entries)).Receipt;

    /// <summary>Whether a condition holds now.</summary>
    protected async Task<bool> HoldsAsync(Condition condition) => await CommitAsync([condition], []) is CommitResult.Committed;

    /// <summary>Opens a task of an instance that is attested for it.</summary>
    protected async Task<AgentTask> OpenAsync(Budget? budget = null, TimeSpan? deadline = null, TimeSpan? idle = null)
    {
        var instance = Some.Instance();
        var task = Some.Task(Host.Journal.Epoch, budget, instance.Id, deadline, idle);
        await MakeAsync(new Change.AttestInstance(instance), new Change.OpenTask(task));
        return task;
    }

    /// <summary>All entries of the ledger.</summary>
    protected async Task<StoredEntry[]> AllEntriesAsync()
    {
        var all = new List<StoredEntry>();
        while (true)
        {
            var some = await Host.Ledger.EntriesAsync(all.Count == 0 ? 0 : all[^1].Index + 1, 1000, Cancel);
            if (some.IsEmpty)
            {
                return [.. all];
            }

            all.AddRange(some);
        }
    }
}
