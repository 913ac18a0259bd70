using System.CommandLine;
using Writ.Domain;
using Writ.Ledger;
using Writ.Storage;

namespace Writ.Cli;

/// <summary>`writ ledger …`: the evidence, and whether it is whole. Both read the store's file and need no running Writ.</summary>
internal static class LedgerVerb
{
    private const int MostLines = 10_000;

    public static Command Create(Option<string?> home)
    {
        var verb = new Command("ledger", "show the evidence, and verify that it is whole");
        var data = new Option<string?>("--data") { Description = "a copy of a data folder [default: the home's own]", HelpName = "DIR" };

        var task = new Option<string?>("--task") { Description = "only what belongs to this task", HelpName = "TASK" };
        var last = new Option<int>("--last") { Description = "how many entries, counted from the end", DefaultValueFactory = static _ => 50, HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "write each entry as it is stored, a JSON object a line" };
        var show = new Command("show", "show entries: who, for which task, what was decided, what came of it") { data, task, last, json };
        show.SetAction((result, cancellationToken) => ShowAsync(
            Home.Find(result.GetValue(home)), result.GetValue(data), result.GetValue(task), result.GetValue(last), result.GetValue(json), cancellationToken));
        verb.Add(show);

        var key = new Option<string?>("--key") { Description = "the ledger's public key [default: the one in the home's keys folder]", HelpName = "FILE" };
        var noAnchor = new Option<bool>("--no-anchor") { Description = "do not hold the ledger against the anchor, as for a copy that is meant to be older" };
        var verify = new Command("verify", "verify every entry and every signed head, and name the first bad entry") { data, key, noAnchor };
        verify.SetAction((result, cancellationToken) => VerifyAsync(
            Home.Find(result.GetValue(home)), result.GetValue(data), result.GetValue(key), !result.GetValue(noAnchor), cancellationToken));
        verb.Add(verify);
        return verb;
    }

    private static async Task<int> ShowAsync(Home home, string? data, string? taskText, int last, bool json, CancellationToken cancellationToken)
    {
        TaskId task = default;
        if (taskText is not null && !TaskId.TryParse(taskText, null, out task))
        {
            throw new CliException(ExitCode.Invalid, "W1915", $"`{taskText}` is not a task's id", "give it as it stands in `writ task list`, as in tsk_01…");
        }

        using var ledger = Open(home, data);
        var narrative = new LedgerNarrative(ledger.Ledger);
        var count = Math.Clamp(last, 1, MostLines);
        var size = (await ledger.Ledger.NewestHeadAsync(cancellationToken))?.Size ?? 0;
        if (json)
        {
            foreach (var entry in task.IsDefault
                ? await ledger.Ledger.EntriesAsync(Math.Max(0, size - count), count, cancellationToken)
                : await ledger.Ledger.EntriesOfAsync(task, count, cancellationToken))
            {
                Screen.Line(System.Text.Encoding.UTF8.GetString(entry.Bytes.Span));
            }

            return ExitCode.Ok;
        }

        var lines = task.IsDefault
            ? await narrative.FromAsync(Math.Max(0, size - count), count, cancellationToken)
            : await narrative.OfTaskAsync(task, count, cancellationToken);
        LedgerTable.Write(lines, task.IsDefault);
        return ExitCode.Ok;
    }

    private static async Task<int> VerifyAsync(Home home, string? data, string? keyFile, bool anchored, CancellationToken cancellationToken)
    {
        using var ledger = Open(home, data);
        using var verifier = new LedgerVerifier(ledger.Ledger, ledger.Origin, LedgerKeyFile.Read(keyFile ?? Path.Combine(home.Keys, "ledger.pub")));
        var anchor = anchored ? new LedgerAnchor(home.Anchor).Find(ledger.Origin) : null;
        var verdict = await verifier.VerifyAsync(anchor, null, cancellationToken);
        Screen.Line(verdict.ToString());
        if (anchor is null)
        {
            Screen.Line("not held against an anchor: a ledger that lost its newest entries would look the same");
        }

        return verdict is LedgerVerdict.Whole ? ExitCode.Ok : ExitCode.Failure;
    }

    private static OfflineLedger Open(Home home, string? data)
    {
        try
        {
            var folder = Path.GetFullPath(data ?? home.Data);
            var domains = OfflineLedger.TrustDomains(folder);
            return domains.Length == 1
                ? OfflineLedger.Open(folder, domains[0])
                : throw new CliException(ExitCode.Failure, "W1916", $"the store in `{folder}` is of {domains.Length} trust domains", "verify a store of one");
        }
        catch (StoreException exception)
        {
            throw StartFailure.Explain(exception);
        }
    }
}
