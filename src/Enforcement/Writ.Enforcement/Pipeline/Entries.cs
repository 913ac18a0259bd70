using System.Collections.Immutable;
using System.Text;
using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>Writes a flight's evidence: names of Writ's own, sizes and keyed digests, never a value.</summary>
internal sealed class Entries(IKeyring keyring, IUlidSource ulids, TimeProvider time)
{
    public LedgerEntry Decided(Flight flight, Verdict verdict, ImmutableArray<string> codes, DateTimeOffset now)
    {
        var who = flight.Who!;
        var action = flight.Action!.Action;
        return new LedgerEntry.ActionDecided
        {
            Id = EntryId.New(ulids),
            At = now,
            Decision = flight.DecisionId,
            For = who.Task.Id,
            Zone = flight.Call.Zone,
            Actor = who.Actor,
            Subject = Subject.PseudonymOf(who.Task.Subject, keyring),
            Writ = who.Writ,
            Intent = who.Task.Intent,
            Release = flight.Release.Release.Id,
            Action = action.Name.ToString(),
            Effects = action.Effects,
            ResourceType = action.Resource.Type,
            Resource = keyring.Digest(DigestPurpose.Resource, Encoding.UTF8.GetBytes(action.Resource.Type + "\0" + action.Resource.Id)),
            Destination = action.Destination.Kind,
            Request = keyring.Digest(DigestPurpose.Request, action.Hash.ToArray()),
            ArgumentBytes = action.Arguments.Length,
            Definition = action.Definition,
            Facts = flight.Action.Facts,
            Verdict = verdict,
            Determining = flight.Decision.Determining,
            Codes = codes,
            Obligations = [.. flight.Decision.Obligations.Select(static o => o.Kind).Distinct(StringComparer.Ordinal)],
        };
    }

    public LedgerEntry Refused(Flight flight, Refusal refusal, Cause cause)
    {
        var now = time.GetUtcNow();
        ImmutableArray<string> codes = [.. refusal.Reasons.Select(static r => r.Code)];
        return flight is { Who: not null, Action: not null }
            ? Decided(flight, refusal.Verdict, codes, now)
            : new LedgerEntry.MessageRefused(flight.DecisionId, flight.Who!.Task.Id, flight.Call.Zone, Word(flight.Stage), Word(cause), codes[0])
            {
                Id = EntryId.New(ulids),
                At = now,
            };
    }

    public LedgerEntry Observed(Flight flight, ActionOutcome outcome, ReadOnlyMemory<byte> result) =>
        new LedgerEntry.ActionObserved(
            flight.Who!.Task.Id,
            flight.DecisionId,
            outcome,
            result.IsEmpty ? default : keyring.Digest(DigestPurpose.Result, result.Span),
            result.Length,
            time.GetElapsedTime(flight.ForwardedAt))
        {
            Id = EntryId.New(ulids),
            At = time.GetUtcNow(),
        };

    internal static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
