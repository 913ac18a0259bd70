using Writ.Domain;
using Writ.Testing;

namespace Writ.Enforcement.Tests;

public sealed class UnnamedRefusalsTests
{
    private readonly InMemoryJournal journal = new();
    private readonly ManualTime time = new();

    private LedgerEntry.MessagesRefused[] Entries => [.. journal.Entries.OfType<LedgerEntry.MessagesRefused>()];

    [Fact]
    public void Count_Flood_IsOneEntryAnInterval()
    {
        using var unnamed = new UnnamedRefusals(journal, new TestUlids(), time);
        var begun = time.GetUtcNow();
        for (var i = 0; i < 10_000; i++)
        {
            unnamed.Count(i % 4 == 0 ? "W2310" : "W2101");
        }

        Assert.Empty(journal.Entries);
        time.Advance(UnnamedRefusals.Interval);
        var entry = Assert.Single(Entries);
        Assert.Equal((begun, 7_500, 2_500), (entry.Since, entry.Counts["W2101"], entry.Counts["W2310"]));

        // Quiet is quiet, and the next one begins anew.
        time.Advance(UnnamedRefusals.Interval * 5);
        Assert.Single(journal.Entries);
        unnamed.Count("W2101");
        time.Advance(UnnamedRefusals.Interval);
        Assert.Equal(1, Entries[1].Counts["W2101"]);
        Assert.Equal(2, journal.Entries.Length);
    }

    [Fact]
    public void Dispose_WithinAnInterval_WritesWhatWasCounted()
    {
        var unnamed = new UnnamedRefusals(journal, new TestUlids(), time);
        unnamed.Count("W2101");
        unnamed.Dispose();
        unnamed.Dispose();
        Assert.Equal(1, Assert.Single(Entries).Counts["W2101"]);
    }

    [Fact]
    public async Task RunAsync_CallerWhomNobodyNames_IsCountedAndNotWritten()
    {
        using var rig = new Rig();
        rig.World.Authenticator.On = static _ => new Authentication.Refused(new Reason("W2101", "law/attested", "nobody", "be somebody"), "");
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal("W2101", Assert.IsType<ActionResult.Refused>(await rig.RunAsync(new FakeCall())).Denial.Reason.Code);
        }

        Assert.DoesNotContain(rig.World.Journal.Entries, static e => e is LedgerEntry.MessageRefused);
        rig.Unnamed.Dispose();
        Assert.Equal(100, Assert.Single(rig.World.Journal.Entries.OfType<LedgerEntry.MessagesRefused>()).Counts["W2101"]);
    }
}
