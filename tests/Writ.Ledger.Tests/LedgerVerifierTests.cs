using System.Text;
using Writ.Domain;
using Writ.Testing;
using Writ.TransparencyLog;

namespace Writ.Ledger.Tests;

public sealed class LedgerVerifierTests
{
    // Heads at 1, 4, 5, 9, 10, 12.
    private static readonly int[] Commits = [3, 1, 4, 1, 2];

    [Fact]
    public async Task Verify_UntouchedLedger_IsWhole()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        var whole = Assert.IsType<LedgerVerdict.Whole>(await ledger.VerifyAsync(ledger.Anchor));
        Assert.Equal((12L, 6L, ledger.Anchor.Root), (whole.Entries, whole.Heads, whole.Root));
        Assert.StartsWith("verified 12 entries under 6 signed heads, root ", whole.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AnyByteOfAnyEntryFlipped_NamesTheEntry()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        for (var index = 0; index < 12; index++)
        {
            for (var at = 0; at < 400; at += 37)
            {
                ledger.FlipEntry(index, at);
                AssertBroken(await ledger.VerifyAsync(), index, LedgerFault.EntryAltered, "W5020");
                ledger.FlipEntry(index, at);
            }
        }

        Assert.IsType<LedgerVerdict.Whole>(await ledger.VerifyAsync());
    }

    [Fact]
    public async Task Verify_LeafHashOfAnyEntryFlipped_NamesTheEntryAndSaysThatItIsSound()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        for (var index = 0; index < 12; index++)
        {
            void Flip() => ledger.Alter("entry", "leaf", $"idx = {index}", static b => LedgerOnDisk.Flip(b, 31));
            Flip();
            AssertBroken(await ledger.VerifyAsync(ledger.Anchor), index, LedgerFault.LeafHashAltered, "W5020");
            Flip();
        }

        ledger.Alter("entry", "leaf", "idx = 3", static _ => [1, 2, 3]);
        AssertBroken(await ledger.VerifyAsync(), 3, LedgerFault.LeafHashAltered, "W5020");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 4)]
    [InlineData(8, 5)]
    [InlineData(11, 10)]
    public async Task Verify_EntryRewrittenWithItsLeafHash_NamesTheFirstOfItsCommit(int index, int named)
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.RewriteEntry(index);
        AssertBroken(await ledger.VerifyAsync(ledger.Anchor), named, LedgerFault.EntryAltered, "W5020");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    public async Task Verify_EntryDeleted_NamesIt(int index)
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Sql($"DELETE FROM entry WHERE idx = {index}");
        AssertBroken(await ledger.VerifyAsync(), index, LedgerFault.EntryMissing, "W5021");
    }

    [Fact]
    public async Task Verify_EntryDeletedAndTheRestMovedUp_NamesIt()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Sql("DELETE FROM entry WHERE idx = 6; UPDATE entry SET idx = -(idx - 1) WHERE idx > 6; UPDATE entry SET idx = -idx WHERE idx < 0");
        AssertBroken(await ledger.VerifyAsync(), 6, LedgerFault.EntryAltered, "W5020");
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 11)]
    [InlineData(5, 9)]
    public async Task Verify_TwoEntriesSwapped_NamesTheFirst(int one, int other)
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Sql($"UPDATE entry SET idx = -1 WHERE idx = {one}; UPDATE entry SET idx = {one} WHERE idx = {other}; UPDATE entry SET idx = {other} WHERE idx = -1");
        AssertBroken(await ledger.VerifyAsync(), one, LedgerFault.EntryAltered, "W5020");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(11)]
    public async Task Verify_TailOfEntriesCutOff_NamesTheFirstThatIsMissing(int from)
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Sql($"DELETE FROM entry WHERE idx >= {from}");
        AssertBroken(await ledger.VerifyAsync(), from, LedgerFault.Truncated, "W5022");
    }

    [Fact]
    public async Task Verify_TailCutOffWithItsHeads_IsFoundByTheAnchorAlone()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Sql("DELETE FROM entry WHERE idx >= 5; DELETE FROM head WHERE size > 5");
        AssertBroken(await ledger.VerifyAsync(ledger.Anchor), 5, LedgerFault.BehindAnchor, "W5022");

        // What is said plainly: without something outside the store, a shorter log is a whole log.
        Assert.IsType<LedgerVerdict.Whole>(await ledger.VerifyAsync());
    }

    [Fact]
    public async Task Verify_EverythingDeleted_IsFoundByTheAnchor()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Sql("DELETE FROM entry; DELETE FROM head");
        AssertBroken(await ledger.VerifyAsync(ledger.Anchor), 0, LedgerFault.BehindAnchor, "W5022");
    }

    [Fact]
    public async Task Verify_LogRewrittenByWhoeverHasTheKey_IsFoundByTheAnchor()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        var anchor = ledger.Anchor;
        AssertBroken(await ledger.VerifyAsync(anchor with { Size = 9 }), 8, LedgerFault.OtherThanAnchor, "W5022");
        AssertBroken(await ledger.VerifyAsync(anchor with { Root = Digest256.Sha256("other"u8) }), 11, LedgerFault.OtherThanAnchor, "W5022");
        Assert.IsType<LedgerVerdict.Whole>(await ledger.VerifyAsync(anchor));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 1)]
    [InlineData(12, 10)]
    public async Task Verify_SignatureOfAHeadFlipped_NamesTheFirstEntryThatItVouchesFor(int size, int named)
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Alter("head", "note", $"size = {size}", static note =>
        {
            var text = Encoding.UTF8.GetString(note);
            var at = text.LastIndexOf(' ') + 30;
            return Encoding.UTF8.GetBytes(text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..]);
        });
        AssertBroken(await ledger.VerifyAsync(), named, LedgerFault.HeadForged, "W5023");
    }

    [Fact]
    public async Task Verify_HeadOfOtherContentsOrWithoutSignature_IsForged()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        byte[] original = [];
        ledger.Alter("head", "note", "size = 9", note => original = note);
        foreach (var forged in new[] { original[..^1], [], Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(original).Split("\n\n")[0] + "\n") })
        {
            ledger.Alter("head", "note", "size = 9", _ => forged);
            AssertBroken(await ledger.VerifyAsync(), 5, LedgerFault.HeadForged, "W5023");
        }
    }

    [Fact]
    public async Task Verify_OtherInstallationsKey_NoHeadCounts()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        using var other = new TestKeyring();
        AssertBroken(await ledger.VerifyAsync(keyring: other), 0, LedgerFault.HeadForged, "W5023");
    }

    [Fact]
    public async Task Verify_HeadStoredUnderAnotherSize_IsMisplaced()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Sql("UPDATE head SET size = 6 WHERE size = 9");
        AssertBroken(await ledger.VerifyAsync(), 5, LedgerFault.HeadMisplaced, "W5023");
    }

    [Fact]
    public async Task Verify_NewestHeadDeletedOrEntryAddedBehindIt_IsUnsigned()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Sql("INSERT INTO entry (domain, idx, bytes, leaf) SELECT domain, 12, bytes, leaf FROM entry WHERE idx = 11");
        AssertBroken(await ledger.VerifyAsync(), 12, LedgerFault.Unsigned, "W5023");
        ledger.Sql("DELETE FROM entry WHERE idx = 12; DELETE FROM head WHERE size = 12");
        AssertBroken(await ledger.VerifyAsync(), 10, LedgerFault.Unsigned, "W5023");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(11)]
    public async Task Verify_IndexStandsTwice_NamesIt(int index)
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Sql($"DROP INDEX entry_idx; INSERT INTO entry (domain, idx, bytes, leaf) SELECT domain, {index}, bytes, leaf FROM entry WHERE idx = {index}");
        AssertBroken(await ledger.VerifyAsync(), index, LedgerFault.IndexDuplicated, "W5021");
    }

    [Fact]
    public async Task Verify_LongLedger_NamesWhatIsWrongOnEveryPage()
    {
        using var ledger = await LedgerOnDisk.OfAsync([.. Enumerable.Repeat(1, 700), 600]);
        var seen = new List<long>();
        using (var offline = Writ.Storage.OfflineLedger.Open(ledger.DataFolder, Samples.TrustDomain))
        using (var verifier = new LedgerVerifier(offline.Ledger, offline.Origin, ledger.Keyring.PublicKey(KeyPurpose.Ledger).Span))
        {
            var whole = Assert.IsType<LedgerVerdict.Whole>(await verifier.VerifyAsync(ledger.Anchor, new Told(seen), TestContext.Current.CancellationToken));
            Assert.Equal((1301L, 702L), (whole.Entries, whole.Heads));
        }

        Assert.Equal(1301, seen[^1]);
        Assert.Equal(seen.Order(), seen);
        foreach (var index in new[] { 510, 511, 512, 513, 1021, 1022, 1023, 1024, 1299, 1300 })
        {
            ledger.FlipEntry(index, 99);
            AssertBroken(await ledger.VerifyAsync(), index, LedgerFault.EntryAltered, "W5020");
            ledger.FlipEntry(index, 99);
        }

        ledger.Sql("DROP INDEX entry_idx");
        foreach (var index in new[] { 510, 511, 512, 1021, 1022, 1023, 1300 })
        {
            ledger.Sql($"INSERT INTO entry (domain, idx, task, bytes, leaf) SELECT domain, idx, 'copy', bytes, leaf FROM entry WHERE idx = {index}");
            AssertBroken(await ledger.VerifyAsync(), index, LedgerFault.IndexDuplicated, "W5021");
            ledger.Sql("DELETE FROM entry WHERE task = 'copy'");
        }
    }

    [Fact]
    public async Task Verify_WhileTheJournalWrites_IsWholeEachTime()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        await using var store = await ledger.OpenAsync();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await store.Journal.CommitAsync([], [], [ledger.Some.Entry(), ledger.Some.Entry()], CancellationToken.None);
                }
            },
            CancellationToken.None);
        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<LedgerVerdict.Whole>(await ledger.VerifyAsync());
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Verify_AfterAnEpochByRestore_IsWhole()
    {
        using var ledger = await LedgerOnDisk.OfAsync(Commits);
        ledger.Sql("DELETE FROM entry WHERE idx >= 10; DELETE FROM head WHERE size > 10");
        using (var database = Writ.Storage.Database.OpenWritable(Path.Combine(ledger.DataFolder, "writ.db")))
        {
            // The restored copy had the frontier of its own size.
            var frontier = new MerkleFrontier();
            var select = database.Prepared("SELECT leaf FROM entry ORDER BY idx");
            while (select.Step())
            {
                frontier.Append(TreeHash.FromBytes(select.Bytes(0)));
            }

            select.Reset();
            database.Prepared("UPDATE frontier SET bytes = ?1").Bind(1, frontier.ToBytes()).Run();
        }

        await ledger.AppendAsync(2);
        var whole = Assert.IsType<LedgerVerdict.Whole>(await ledger.VerifyAsync(ledger.Anchor));
        Assert.Equal(13, whole.Entries);
        Assert.Equal(2, ledger.Anchor.Epoch);
    }

    private static void AssertBroken(LedgerVerdict verdict, long index, LedgerFault fault, string code)
    {
        var broken = Assert.IsType<LedgerVerdict.Broken>(verdict);
        Assert.Equal((index, fault, code), (broken.Index, broken.Fault, broken.Code));
        Assert.Matches($"^{code}: entry {index}: [^\\n]+[^.\\n]$", broken.ToString());
    }

    private sealed class Told(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }
}
