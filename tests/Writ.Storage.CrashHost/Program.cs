using Microsoft.Extensions.Logging.Abstractions;
using Writ.Domain;
using Writ.Storage;
using Writ.Storage.CrashHost;
using Writ.Testing;

// Commits from several producers until it is killed, and says each commit on standard output once it was acknowledged:
// `index entry-id`. Arguments: the data folder, the anchor's file, the keys' file, the number of producers, and `activate` to put one release after another in force besides.
var ulids = new RandomUlids();
using var keyring = TestKeyring.Of(await File.ReadAllBytesAsync(args[2]));
await using var store = await SqliteStore.OpenAsync(
    new SqliteStoreOptions { DataFolder = args[0], AnchorFile = args[1] },
    keyring, Samples.TrustDomain, TimeProvider.System, ulids, NullLogger<SqliteStore>.Instance, CancellationToken.None);

var samples = new Samples(ulids, TimeProvider.System.GetUtcNow());
await using var output = Console.OpenStandardOutput();
using var writing = new SemaphoreSlim(1);
await Task.WhenAll([.. Enumerable.Range(0, int.Parse(args[3])).Select(_ => Task.Run(ProduceAsync)), .. args.Length > 4 ? [Task.Run(ActivateAsync)] : Array.Empty<Task>()]);

async Task ProduceAsync()
{
    var task = samples.Task(store.Journal.Epoch, new Budget(long.MaxValue, 0, 0));
    await store.Journal.CommitAsync([], [new Change.OpenTask(task)], [], CancellationToken.None);
    await SayAsync($"task {task.Id}\n");
    while (true)
    {
        var entry = samples.Decided(task);
        var result = await store.Journal.CommitAsync(
            [new Condition.BudgetLeft(task.Id, BudgetKind.Calls, 1)], [new Change.Take(task.Id, BudgetKind.Calls, 1)], [entry], CancellationToken.None);
        store.Journal.Defer(samples.Observed(entry));
        await SayAsync($"{((CommitResult.Committed)result).Receipt.FirstIndex} {entry.Id}\n");
    }
}

async Task ActivateAsync()
{
    while (true)
    {
        var before = await store.State.ReleaseStandingAsync(CancellationToken.None);
        var next = Samples.Release($"{before.Sequence + 1}");
        var result = await store.Journal.CommitAsync(
            [new Condition.InForce(before.Release)],
            [new Change.Activate(next, System.Text.Encoding.ASCII.GetBytes(next.ToString()))],
            [new LedgerEntry.ReleaseActivated(next, before.Release) { Id = EntryId.New(ulids), At = TimeProvider.System.GetUtcNow(), Sequence = before.Sequence + 1 }],
            CancellationToken.None);
        await SayAsync($"active {((CommitResult.Committed)result).Receipt.FirstIndex} {next}\n");
    }
}

// One write for each line, so that a line is whole or absent whenever the kill comes.
async Task SayAsync(string line)
{
    await writing.WaitAsync();
    try
    {
        await output.WriteAsync(System.Text.Encoding.ASCII.GetBytes(line));
        await output.FlushAsync();
    }
    finally
    {
        writing.Release();
    }
}
