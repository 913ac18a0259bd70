using System.Text;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Storage.Tests;

public sealed class AnchorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Anchor_Closed_RemembersTheNewestHead()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        await host.Journal.CommitAsync([], [], [some.Entry(), some.Entry()], Cancel);
        Assert.Equal(1, new LedgerAnchor(host.AnchorFile).Find(host.Store.Origin)!.Size);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, new LedgerAnchor(host.AnchorFile).Find("example.org/ledger")!.Size);
        await host.Journal.CommitAsync([], [], [some.Entry()], Cancel);
        await host.CloseAsync();
        Assert.Equal((1, 4L), new LedgerAnchor(host.AnchorFile).Find("example.org/ledger") is { } head ? (head.Epoch, head.Size) : default);
        Assert.Null(new LedgerAnchor(host.AnchorFile).Find("example.net/ledger"));
    }

    [Fact]
    public async Task OpenAsync_AnchorGone_StartsANewEpoch()
    {
        await using var host = await SqliteHost.OpenAsync();
        await host.CloseAsync();
        File.Delete(host.AnchorFile);
        await host.OpenStoreAsync();
        Assert.Equal(2, host.Journal.Epoch);
        Assert.Contains("\"cause\":\"no-anchor\"", Encoding.UTF8.GetString((await host.Ledger.EntriesAsync(1, 1, Cancel))[0].Bytes.Span), StringComparison.Ordinal);
        await host.ReopenAsync();
        Assert.Equal(2, host.Journal.Epoch);
    }

    [Fact]
    public async Task OpenAsync_StoreGoneAndAnchorLeft_NumbersItsEpochAboveTheLostOne()
    {
        await using var host = await SqliteHost.OpenAsync();
        await host.CloseAsync();
        Directory.Delete(host.DataFolder, recursive: true);
        await host.OpenStoreAsync();
        Assert.Equal(2, host.Journal.Epoch);
    }

    [Theory]
    [InlineData("example.org/ledger 1 1 0000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("example.org/ledger 1 7 0000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("example.org/ledger 5 1 ROOT")]
    public async Task OpenAsync_AnchorOfAnotherHistory_StartsANewEpochAboveBoth(string line)
    {
        await using var host = await SqliteHost.OpenAsync();
        await host.CloseAsync();
        var anchor = new LedgerAnchor(host.AnchorFile).Find("example.org/ledger")!;
        await File.WriteAllTextAsync(host.AnchorFile, line.Replace("ROOT", anchor.Root.ToString(), StringComparison.Ordinal) + "\n", Cancel);
        await host.OpenStoreAsync();
        Assert.True(host.Journal.Epoch > int.Parse(line.Split(' ')[1]));
    }

    [Fact]
    public async Task OpenAsync_AnchorBehindTheStore_IsACrashAndNoRestore()
    {
        await using var host = await SqliteHost.OpenAsync();
        var some = new Samples(host.Ulids, host.Time.GetUtcNow());
        var behind = await File.ReadAllTextAsync(host.AnchorFile, Cancel);
        await host.Journal.CommitAsync([], [], [some.Entry()], Cancel);
        await host.CloseAsync();
        await File.WriteAllTextAsync(host.AnchorFile, behind, Cancel);
        await host.OpenStoreAsync();
        Assert.Equal(1, host.Journal.Epoch);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("example.org/ledger 1 1")]
    [InlineData("example.org/ledger 1 -1 0000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("example.org/ledger 1 1 00000000000000000000000000000000000000000000000000000000000000ZZ")]
    [InlineData("")]
    public async Task OpenAsync_AnchorUnreadable_IsRefused(string line)
    {
        await using var host = await SqliteHost.OpenAsync();
        await host.CloseAsync();
        await File.WriteAllTextAsync(host.AnchorFile, line + "\n", Cancel);
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await host.OpenAnotherAsync());
        Assert.Equal("W5006", refused.Code);
    }

    [Fact]
    public void Remember_OtherLedgersLines_Stay()
    {
        using var folder = new TempFolder();
        var anchor = new LedgerAnchor(folder.At("anchor"));
        var root = Digest256.Sha256("root"u8);
        anchor.Remember("b/ledger", new AnchoredHead(1, 2, root));
        anchor.Remember("a/ledger", new AnchoredHead(3, 4, root));
        anchor.Remember("b/ledger", new AnchoredHead(1, 9, root));
        Assert.Equal(new AnchoredHead(3, 4, root), anchor.Find("a/ledger"));
        Assert.Equal(new AnchoredHead(1, 9, root), anchor.Find("b/ledger"));
        Assert.Equal([folder.At("anchor")], Directory.GetFiles(folder.Path));
    }
}
