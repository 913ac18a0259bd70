using Writ.Authority.Attestation;
using Writ.Authority.Tasks;
using Writ.Domain;

namespace Writ.Authority.Revocation;

/// <summary>
/// Revokes everything that was ever issued: first a durable mark, then nobody acts any more, then launchers are told, then Writ starts anew. The start that finds the mark
/// begins an epoch, makes every key and the operators' credential anew, lets actors in again, and removes it: all before anything listens.
/// </summary>
public sealed class MassRevocation(
    RevocationMark mark, ContainmentService containment, IStateReader state, IJournal journal, InstanceRegistry instances)
{
    private const string By = "revocation";

    private readonly SemaphoreSlim beginning = new(1, 1);
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the process is to start anew.</summary>
    public Task Restart => begun.Task;

    /// <summary>Begins it. Beginning twice is beginning once.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot commit, so nothing was done.</exception>
    public async ValueTask<RevocationBegun> BeginAsync(CancellationToken cancellationToken)
    {
        await beginning.WaitAsync(cancellationToken);
        try
        {
            if (!mark.IsMade)
            {
                mark.Make((await state.ContainedAsync(cancellationToken)).Contains(ContainmentKey.Everything));
            }

            try
            {
                await containment.ContainAsync(ContainmentKey.Everything, By, CancellationToken.None);
            }
            catch (JournalUnavailableException)
            {
                mark.Remove();
                throw;
            }

            var tasks = await state.LiveTasksAsync(int.MaxValue, CancellationToken.None);
            return new RevocationBegun(journal.Epoch, tasks.Length, instances.Count, instances.TellLaunchers());
        }
        finally
        {
            beginning.Release();
        }
    }

    /// <summary>Has the process start anew; called once the answer is on its way.</summary>
    public void StartAnew() => begun.TrySetResult();

    /// <summary>At a start, after the epoch has begun and all keys are new: lets actors in again and removes the mark. Does nothing when there is none.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot commit, so the mark stays.</exception>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (!mark.IsMade)
        {
            return;
        }

        if (!mark.WasContained)
        {
            await containment.RestoreAsync(ContainmentKey.Everything, By, cancellationToken);
        }

        mark.Remove();
    }
}
