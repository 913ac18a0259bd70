using System.Collections.Immutable;
using System.Security.Cryptography;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Journal;

/// <summary>The fake is held to what every journal does, so that what is tested against it is tested against a journal.</summary>
public sealed class InMemoryJournalTests : JournalConformance
{
    protected override async ValueTask<IJournalHost> CreateAsync() => await InMemoryHost.CreateAsync();
}

/// <summary>And to what everything that reads one does.</summary>
public sealed class InMemoryStateTests : StateConformance
{
    protected override async ValueTask<IJournalHost> CreateAsync() => await InMemoryHost.CreateAsync();
}

/// <summary>And to what it does with approvals.</summary>
public sealed class InMemoryApprovalTests : ApprovalConformance
{
    protected override async ValueTask<IJournalHost> CreateAsync() => await InMemoryHost.CreateAsync();
}

internal sealed class InMemoryHost : IJournalHost, ILedgerReader
{
    private InMemoryJournal journal = new();

    public IJournal Journal => journal;

    public IStateReader State => journal;

    public ILedgerReader Ledger => this;

    public IUlidSource Ulids { get; } = new TestUlids();

    public ManualTime Time { get; } = new();

    public static async ValueTask<InMemoryHost> CreateAsync()
    {
        var host = new InMemoryHost();
        await host.StartEpochAsync("first-start");
        return host;
    }

    public ValueTask ReopenAsync() => ValueTask.CompletedTask;

    public async ValueTask RestoreOlderAsync(Func<Task> lost)
    {
        var backup = journal.Copy();
        await lost();
        journal = backup;
        journal.StartEpoch();
        await StartEpochAsync("behind-anchor");
    }

    public ValueTask<ImmutableArray<StoredEntry>> EntriesAsync(long from, int count, CancellationToken cancellationToken) =>
        ValueTask.FromResult(journal.Entries.Select(static (e, i) => Stored(i, e.ToBytes())).Where(e => e.Index >= from).Take(count).ToImmutableArray());

    public ValueTask<ImmutableArray<StoredEntry>> EntriesOfAsync(TaskId task, int count, CancellationToken cancellationToken) =>
        ValueTask.FromResult(journal.Entries.Select(static (e, i) => (Entry: e, Index: i)).Where(e => e.Entry.Task == task).Take(count).Select(static e => Stored(e.Index, e.Entry.ToBytes())).ToImmutableArray());

    public ValueTask<ImmutableArray<StoredHead>> HeadsAsync(long size, int count, CancellationToken cancellationToken) => ValueTask.FromResult(ImmutableArray<StoredHead>.Empty);

    public ValueTask<StoredHead?> NewestHeadAsync(CancellationToken cancellationToken) => ValueTask.FromResult<StoredHead?>(null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask StartEpochAsync(string cause) =>
        await journal.CommitAsync([], [], [new LedgerEntry.EpochStarted(journal.Epoch, cause) { Id = EntryId.New(Ulids), At = Time.GetUtcNow() }], CancellationToken.None);

    private static StoredEntry Stored(int index, byte[] entry)
    {
        var leaf = new byte[1 + LedgerLeaf.Length(entry)];
        LedgerLeaf.Write(index, entry, leaf.AsSpan(1));
        return new StoredEntry(index, entry, new Digest256(SHA256.HashData(leaf)));
    }
}
