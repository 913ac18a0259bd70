using System.Collections.Immutable;
using Writ.Authority.Releases.Signing;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Releases;

/// <summary>
/// Holds the release in force. A release is read, then compiled, then judged by the signers of the one in force, then recorded in the journal, and only then takes
/// effect; whatever fails on the way leaves the one before in force, whole.
/// </summary>
public sealed class ReleaseStore : IReleases, IDisposable
{
    private const int MostActivations = 1000;

    private readonly ReleaseFolder folder;
    private readonly TrustDomain trustDomain;
    private readonly IJournal journal;
    private readonly IStateReader state;
    private readonly IDecisionPointCompiler compiler;
    private readonly IUlidSource ids;
    private readonly TimeProvider time;

    // One reload at a time; readers never wait.
    private readonly SemaphoreSlim gate = new(1);
    private ReleaseInForce? current;

    // What was passed over and then left the folder: when it comes back, somebody put it there.
    private ReleaseId left;

    /// <summary>Takes the folder to read and the trust domain that the store's rows belong to.</summary>
    public ReleaseStore(
        ReleaseFolder folder, TrustDomain trustDomain, IJournal journal, IStateReader state, IDecisionPointCompiler compiler, IUlidSource ids, TimeProvider time)
    {
        this.folder = folder;
        this.trustDomain = trustDomain;
        this.journal = journal;
        this.state = state;
        this.compiler = compiler;
        this.ids = ids;
        this.time = time;
    }

    /// <inheritdoc />
    public ReleaseInForce? Current => Volatile.Read(ref current);

    /// <summary>Reads the folder again because somebody asked, and brings what it holds into force.</summary>
    /// <exception cref="JournalUnavailableException">The activation could not be recorded; the release before stays in force.</exception>
    public ValueTask<ReleaseOutcome> ReloadAsync(CancellationToken cancellationToken) => AloneAsync(() => ReadAsync(default, cancellationToken), cancellationToken);

    /// <summary>
    /// Reads the folder again of itself, as at a start or after a change. What a rollback passed over stays out, and at a start whatever keeps the folder's release out
    /// leaves the one in force that the store says is.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The activation could not be recorded; the release before stays in force.</exception>
    public ValueTask<ReleaseOutcome> RefreshAsync(CancellationToken cancellationToken) => AloneAsync(
        async () =>
        {
            var standing = await state.ReleaseStandingAsync(cancellationToken);
            var outcome = await ReadAsync(standing.PassedOver == left ? default : standing.PassedOver, cancellationToken);
            if (current is null && outcome is ReleaseOutcome.Refused && !standing.Release.IsDefault)
            {
                await AdoptAsync(standing.Release, cancellationToken);
            }

            return outcome;
        },
        cancellationToken);

    /// <summary>Brings a release into force that was so before, as an operator asks. Signatures count as ever, but for their sequence numbers.</summary>
    /// <param name="release">Which; the zero value for the one that was in force before this one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JournalUnavailableException">The activation could not be recorded; the release before stays in force.</exception>
    public ValueTask<ReleaseOutcome> RollBackAsync(ReleaseId release, CancellationToken cancellationToken) => AloneAsync(
        async () =>
        {
            var standing = await state.ReleaseStandingAsync(cancellationToken);
            var target = !release.IsDefault ? release
                : (await state.ActivationsAsync(MostActivations, cancellationToken)).FirstOrDefault(a => a.Release != standing.Release).Release;
            if (target.IsDefault)
            {
                return Refuse("W1943", "no other release was in force before", "bring another one into force by the release folder");
            }

            if (await state.FindReleaseAsync(target, cancellationToken) is not { } kept)
            {
                return Refuse("W1940", $"no release {target.Short} was ever in force", "name one as the ledger's `release.activated` entries do");
            }

            if (ReadKept(target, kept, out var problems) is not { } read)
            {
                return new ReleaseOutcome.Refused(problems);
            }

            var inFolder = ReleaseReader.Read(folder) is ReleaseReading.Read { Release.Id: var found } && found != target ? found : default;
            left = default;
            ImmutableArray<SignatureFile> signatures = [.. kept.Signatures.Select(static (text, i) => new SignatureFile($"kept signature {i + 1}", text))];
            return await ActivateAsync(read, signatures, SequenceRule.Any, inFolder, cancellationToken);
        },
        cancellationToken);

    /// <summary>The release that <see cref="RefreshAsync"/> would have in force, without anything being changed; null when none.</summary>
    public async ValueTask<Release?> PeekAsync(CancellationToken cancellationToken)
    {
        var standing = await state.ReleaseStandingAsync(cancellationToken);
        if (ReleaseReader.Read(folder) is ReleaseReading.Read { Release: var read } && read.Id != standing.PassedOver
            && (read.Id == standing.Release || await JudgeAsync(read, standing, SignatureFiles.Read(folder.Config), SequenceRule.Above, cancellationToken) is SignerVerdict.Satisfied))
        {
            return read;
        }

        return await state.FindReleaseAsync(standing.Release, cancellationToken) is { } kept ? ReadKept(standing.Release, kept, out _) : null;
    }

    /// <inheritdoc />
    public void Dispose() => gate.Dispose();

    private async ValueTask<ReleaseOutcome> AloneAsync(Func<ValueTask<ReleaseOutcome>> act, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await act();
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask<ReleaseOutcome> ReadAsync(ReleaseId passedOver, CancellationToken cancellationToken)
    {
        switch (ReleaseReader.Read(folder))
        {
            case ReleaseReading.Read { Release: var read } when read.Id == passedOver:
                var standing = await state.ReleaseStandingAsync(cancellationToken);
                return current is not null || await AdoptAsync(standing.Release, cancellationToken)
                    ? new ReleaseOutcome.PassedOver(current!, read.Id)
                    : Refuse("W1093", $"the release {standing.Release.Short}, which is in force, cannot be read from the store", "bring the folder's into force with `writ release reload`");
            case ReleaseReading.Read { Release: var read }:
                left = (await state.ReleaseStandingAsync(cancellationToken)).PassedOver;
                return await ActivateAsync(read, SignatureFiles.Read(folder.Config), SequenceRule.Above, default, cancellationToken);
            case ReleaseReading.Refused refused:
                return new ReleaseOutcome.Refused(refused.ProblemsWith(compiler));
            default:
                throw new InvalidOperationException("a reading is a release or its problems");
        }
    }

    private async ValueTask<ReleaseOutcome> ActivateAsync(
        Release release, ImmutableArray<SignatureFile> signatures, SequenceRule sequences, ReleaseId passedOver, CancellationToken cancellationToken)
    {
        if (release.TrustDomain != trustDomain)
        {
            return Refuse("W1020", $"`trust_domain` is {release.TrustDomain}, but this store belongs to {trustDomain}", "put the old name back, or start with another home folder");
        }

        if (compiler.Compile(release, out var problems) is not { } decisions)
        {
            return new ReleaseOutcome.Refused(problems);
        }

        var next = new ReleaseInForce(release, decisions);
        var standing = await state.ReleaseStandingAsync(cancellationToken);
        if (standing.Release == release.Id)
        {
            Volatile.Write(ref current, next);
            return new ReleaseOutcome.Unchanged(next);
        }

        var verdict = await JudgeAsync(release, standing, signatures, sequences, cancellationToken);
        if (verdict is not SignerVerdict.Satisfied signed)
        {
            return new ReleaseOutcome.Refused(((SignerVerdict.Refused)verdict).Problems);
        }

        var sequence = signed.Sequence == 0 ? standing.Sequence + 1 : signed.Sequence;
        var result = await journal.CommitAsync(
            [new Condition.InForce(standing.Release)],
            [new Change.Activate(release.Id, release.Content) { Sequence = sequence, PassedOver = passedOver, Signatures = [.. signatures.Select(static s => s.Text).Where(static t => t.Length > 0)] }],
            [
                new LedgerEntry.ReleaseActivated(release.Id, standing.Release)
                {
                    Id = EntryId.New(ids), At = time.GetUtcNow(), Sequence = sequence, Cause = sequences == SequenceRule.Any ? "rollback" : "folder", Signers = signed.Signers, PassedOver = passedOver,
                },
            ],
            cancellationToken);
        if (result is not CommitResult.Committed)
        {
            return Refuse("W1021", "another release came into force meanwhile", "reload again");
        }

        // Durable: from the next action on it decides. An action that took hold of the one before fails its InForce condition at Record.
        Volatile.Write(ref current, next);
        return new ReleaseOutcome.Activated(next, standing.Release);
    }

    // By the rules of the release in force. One that the store cannot tell the rules of has nothing come after it.
    private async ValueTask<SignerVerdict> JudgeAsync(
        Release release, ReleaseStanding standing, ImmutableArray<SignatureFile> signatures, SequenceRule sequences, CancellationToken cancellationToken)
    {
        if (standing.Release.IsDefault)
        {
            return new SignerVerdict.Satisfied(0, []);
        }

        var before = current?.Release.Id == standing.Release ? current.Release : null;
        var rules = before?.Signing;
        if (before is null)
        {
            if (await state.FindReleaseAsync(standing.Release, cancellationToken) is not { } kept || !ReleaseReader.TryReadSigning(kept.Content, out rules))
            {
                return new SignerVerdict.Refused([Problem("W1093", $"the release {standing.Release.Short}, which is in force, cannot be read from the store, so it is not known who has to sign", "use the version of Writ that activated it")]);
            }

            before = rules is null ? null : ReadKept(standing.Release, kept, out _);
        }

        return rules is null ? new SignerVerdict.Satisfied(0, []) : SignerJudge.Judge(rules, release.Id, Difference(before, release), standing.Sequence, signatures, sequences);
    }

    // Null when the one before cannot be compared: then nothing is known to tighten.
    private ReleaseDifference? Difference(Release? before, Release after) => before is null ? null
        : ReleaseComparison.Between(new OutlinedRelease(before, compiler.Outline(before.Policies)), new OutlinedRelease(after, compiler.Outline(after.Policies)));

    // Whether the release that the store says is in force is so in this process now.
    private async ValueTask<bool> AdoptAsync(ReleaseId release, CancellationToken cancellationToken)
    {
        if (await state.FindReleaseAsync(release, cancellationToken) is { } kept && ReadKept(release, kept, out _) is { } read && compiler.Compile(read, out _) is { } decisions)
        {
            Volatile.Write(ref current, new ReleaseInForce(read, decisions));
        }

        return current is not null;
    }

    private Release? ReadKept(ReleaseId id, KeptRelease kept, out ImmutableArray<ReleaseProblem> problems)
    {
        var reading = ReleaseReader.ReadKept(kept.Content, folder.Config);
        problems = reading.ProblemsWith(compiler);
        if (problems.IsEmpty && reading is ReleaseReading.Read { Release: var read } && read.Id == id)
        {
            return read;
        }

        problems = problems.IsEmpty ? [Problem("W1093", $"the release {id.Short} that the store kept is not what its name says", "put its files back into the folder")] : problems;
        return null;
    }

    private static ReleaseOutcome.Refused Refuse(string code, string text, string fix) => new([Problem(code, text, fix)]);

    private static ReleaseProblem Problem(string code, string text, string fix) => new(code, "writ.yaml", 0, 0, text, fix);
}
