using Microsoft.Extensions.Logging;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Attestation;

/// <summary>
/// Makes a process that a registration entry describes an instance, the first time it connects to a socket where instances are served: one transaction, and from then on
/// it is recognised. A process that belongs to an instance, and one that no entry describes, are left as they are.
/// </summary>
internal sealed partial class WorkloadRecognition(
    TrustDomain trustDomain, InstanceRegistry instances, IJournal journal, IUlidSource ids, TimeProvider time, ILogger<WorkloadRecognition> logger)
{
    /// <summary>The most instances that live at once because of entries: each holds a descriptor, and whoever matches can start many processes.</summary>
    public const int MostMatched = 4096;

    // One at a time: two connections of one process are one instance.
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>Recognises a peer. Asked before each request, and quick for whoever is known.</summary>
    /// <exception cref="JournalUnavailableException">It could not be recorded, so it is none.</exception>
    public async ValueTask RecogniseAsync(IPeer? peer, CancellationToken cancellationToken)
    {
        if (peer is not KernelPeer kernel || !instances.IsCandidate(kernel))
        {
            return;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (instances.MatchedCount >= MostMatched)
            {
                Log.TooMany(logger, kernel.ProcessId, MostMatched);
                return;
            }

            if (instances.PrepareMatched(trustDomain, kernel) is not var (prepared, release))
            {
                return;
            }

            using (prepared)
            {
                await AdoptAsync(prepared, release);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    // Once handed over it is not withdrawn, so it is not given up half-way either.
    private async ValueTask AdoptAsync(PreparedInstance prepared, ReleaseId release)
    {
        var instance = prepared.Instance;
        var conditions = new List<Condition> { new Condition.InForce(release), new Condition.NotContained(ContainmentKey.Everything) };
        if (!instance.Agent.IsDefault)
        {
            conditions.Add(new Condition.NotContained(ContainmentKey.Agent(instance.Agent)));
        }

        var result = await journal.CommitAsync(
            conditions, [new Change.AttestInstance(instance)], [new LedgerEntry.InstanceAttested(instance) { Id = EntryId.New(ids), At = time.GetUtcNow() }], CancellationToken.None);
        if (result is CommitResult.Committed)
        {
            instances.Adopt(prepared);
            Log.Recognised(logger, instance.ProcessId, instance.Id);
        }
        else if (result is CommitResult.Refused refused)
        {
            Log.NotRecognised(logger, instance.ProcessId, instance.Path, refused.Found);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2211, LogLevel.Information, "pid {ProcessId} is {Instance}, as its registration entry says")]
        public static partial void Recognised(ILogger logger, int processId, SpiffeId instance);

        [LoggerMessage(2212, LogLevel.Warning, "pid {ProcessId} matches {Path} and is not made an instance: {Found}")]
        public static partial void NotRecognised(ILogger logger, int processId, WorkloadPath path, string found);

        [LoggerMessage(2213, LogLevel.Warning, "pid {ProcessId} is not made an instance: {Count} live already because of registration entries")]
        public static partial void TooMany(ILogger logger, int processId, int count);
    }
}
