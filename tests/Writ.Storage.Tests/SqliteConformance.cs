using Writ.Testing;

namespace Writ.Storage.Tests;

public sealed class SqliteJournalTests : JournalConformance
{
    protected override async ValueTask<IJournalHost> CreateAsync() => await SqliteHost.OpenAsync();
}

public sealed class SqliteStateTests : StateConformance
{
    protected override async ValueTask<IJournalHost> CreateAsync() => await SqliteHost.OpenAsync();
}

public sealed class SqliteLedgerTests : LedgerConformance
{
    protected override async ValueTask<IJournalHost> CreateAsync() => await SqliteHost.OpenAsync();
}
