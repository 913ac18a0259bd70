using System.Text;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Storage.Tests;

public sealed class SqliteApprovalTests : ApprovalConformance
{
    private const string Marker = "a value that nobody may find";

    private SqliteHost? sqlite;

    protected override async ValueTask<IJournalHost> CreateAsync() => sqlite = await SqliteHost.OpenAsync();

    [Theory]
    [InlineData(ApprovalState.Spent)]
    [InlineData(ApprovalState.Denied)]
    [InlineData(ApprovalState.Expired)]
    [InlineData(ApprovalState.Void)]
    public async Task MoveApproval_ToAnEnd_LeavesNeitherTheKeyNorTheBytesInTheRow(ApprovalState end)
    {
        var approval = await OpenMarkedAsync();
        var (key, bytes) = Row(approval.Id);
        Assert.NotEmpty(key);
        Assert.NotEmpty(bytes);
        await MakeAsync(new Change.MoveApproval(approval.Id, ApprovalState.Approved));
        Assert.Equal((key.Length, bytes.Length), (Row(approval.Id).Key.Length, Row(approval.Id).Bytes.Length));

        await MakeAsync(new Change.MoveApproval(approval.Id, end));
        Assert.Equal((0, 0), (Row(approval.Id).Key.Length, Row(approval.Id).Bytes.Length));

        // Once the log is copied back, the key is nowhere in the file either.
        await Host.ReopenAsync();
        await sqlite!.CloseAsync();
        Assert.Equal(-1, (await File.ReadAllBytesAsync(sqlite.File, Cancel)).AsSpan().IndexOf(key.AsSpan(8)));
    }

    [Fact]
    public async Task OpenApproval_WhateverIsPending_NeverStandsInTheFilesAsItIs()
    {
        await OpenMarkedAsync();
        await Host.ReopenAsync();
        foreach (var file in Directory.EnumerateFiles(sqlite!.DataFolder).Where(static f => Path.GetFileName(f) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, Cancel);
            Assert.Equal(-1, copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Marker)));
        }
    }

    [Fact]
    public async Task PendingActionAsync_OfBytesPutUnderAnotherApproval_IsNull()
    {
        var (first, second) = (await OpenMarkedAsync(), await OpenMarkedAsync());
        await sqlite!.CloseAsync();
        sqlite.Tamper($"UPDATE approval SET (wrapped_key, sealed) = (SELECT wrapped_key, sealed FROM approval WHERE id = '{first.Id}') WHERE id = '{second.Id}'");
        await sqlite.OpenStoreAsync();
        Assert.NotNull(await Host.State.PendingActionAsync(first.Id, Cancel));
        Assert.Null(await Host.State.PendingActionAsync(second.Id, Cancel));
    }

    [Fact]
    public async Task OpenApproval_TwoOfThem_HaveKeysOfTheirOwn()
    {
        var (first, second) = (await OpenMarkedAsync(), await OpenMarkedAsync());
        Assert.NotEqual(Row(first.Id).Key, Row(second.Id).Key);
        Assert.NotEqual(Row(first.Id).Bytes, Row(second.Id).Bytes);
    }

    [Fact]
    public async Task RestoredStore_ApprovalOfBefore_IsErased()
    {
        var approval = await OpenMarkedAsync();
        await Host.RestoreOlderAsync(() => AppendAsync(Some.Entry()));
        Assert.Equal((0, 0), (Row(approval.Id).Key.Length, Row(approval.Id).Bytes.Length));
    }

    private async Task<Approval> OpenMarkedAsync()
    {
        var approval = Some.Approval(await OpenAsync());
        await MakeAsync(new Change.OpenApproval(approval, Samples.Pending with { Arguments = Encoding.UTF8.GetBytes($$"""{"text":"{{Marker}}"}""") }));
        return approval;
    }

    private (byte[] Key, byte[] Bytes) Row(ApprovalId id)
    {
        using var database = Database.OpenReadOnly(sqlite!.File);
        var statement = database.Prepared("SELECT wrapped_key, sealed FROM approval WHERE id = ?1").Bind(1, id.ToString());
        Assert.True(statement.Step());
        var row = (statement.Bytes(0).ToArray(), statement.Bytes(1).ToArray());
        statement.Reset();
        return row;
    }
}
