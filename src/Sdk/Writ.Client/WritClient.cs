namespace Writ.Client;

/// <summary>
/// An agent's way to Writ: who it is comes from the kernel, what it may do from a task, and each writ is bound to a key that is in this object's memory alone, or to the
/// agents' local socket. Make one for each process, and dispose of it at the end. Thread-safe. It logs nothing.
/// </summary>
public sealed class WritClient : IAsyncDisposable
{
    private readonly Transport? local;
    private readonly Transport network = Transport.Network();

    private WritClient(ClientPlan plan)
    {
        Plan = plan;
        Proofs = new ProofMaker(plan.Options.Time);
        local = plan.Socket is { } socket ? Transport.Local(socket) : null;
        var asking = plan.AsksOnSocket ? local! : network;
        Resources = plan.Options.Binding == Binding.Socket ? local! : network;
        IClientAuthentication authentication = plan.AsksOnSocket ? new SocketAuthentication() : new SvidAuthentication(plan.Workload!, plan.Issuer.Text, plan.Options);
        Tokens = new TokenService(plan, asking, authentication, Proofs);
        Work = new TaskEndpoint(plan, asking, Proofs);
    }

    internal ClientPlan Plan { get; }

    internal ProofMaker Proofs { get; }

    internal Transport Resources { get; }

    internal TokenService Tokens { get; }

    internal TaskEndpoint Work { get; }

    /// <summary>Finds Writ: judges the options, and reads the token service's metadata.</summary>
    /// <param name="options">Where Writ is; null for what the environment says.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="WritConfigurationException">An option is missing or is none.</exception>
    /// <exception cref="WritServiceException">Writ does not answer, or is not the one that is named.</exception>
    public static async ValueTask<WritClient> ConnectAsync(WritClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        var client = new WritClient((options ?? new WritClientOptions()).Plan(Environment.GetEnvironmentVariable));
        try
        {
            await client.Tokens.MetadataAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes up the task that lives already, such as the one that `writ run` opened.</summary>
    /// <exception cref="WritRefusedException">There is none, or there are several.</exception>
    /// <exception cref="WritException">Writ does not answer, or this process has no identity.</exception>
    public async ValueTask<WritTask> TakeUpTaskAsync(CancellationToken cancellationToken = default) =>
        Plan.Options.Binding == Binding.Socket
            ? new WritTask(this, await Work.CurrentAsync(cancellationToken).ConfigureAwait(false), null, null)
            : Hold(await Tokens.IssueAsync(null, cancellationToken).ConfigureAwait(false), RenewAsync);

    /// <summary>Opens a task. Whether it may open is a decision by policy.</summary>
    /// <exception cref="WritRefusedException">It may not, or what was asked is not one thing that there is.</exception>
    /// <exception cref="WritException">Writ does not answer, or this process has no identity.</exception>
    public async ValueTask<WritTask> OpenTaskAsync(TaskRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Hold(await Tokens.IssueAsync(DetailsOf(request), cancellationToken).ConfigureAwait(false), request.Uses is null ? RenewAsync : null);
    }

    /// <summary>Takes up what another agent offered this one, as a task below that agent's. Whether it may open is a decision by policy.</summary>
    /// <param name="offer">The offer (<see cref="WritTask.DelegateAsync"/>).</param>
    /// <param name="less">Less than is offered, of the same intent, without parameters and goal; null for all of it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="WritRefusedException">It may not, or the offer is not for this client, has ended, or was taken up.</exception>
    /// <exception cref="WritException">Writ does not answer, or this process has no identity.</exception>
    public async ValueTask<WritTask> TakeUpOfferAsync(string offer, TaskRequest? less = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(offer);
        var first = await Tokens.TakeUpAsync(offer, less is null ? null : DetailsOf(less), cancellationToken).ConfigureAwait(false);
        return Hold(first, less?.Uses is null ? RenewAsync : null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Tokens.Dispose();
        network.Dispose();
        local?.Dispose();
        Proofs.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The audience, never a key or a token.</summary>
    public override string ToString() => Plan.Audience.AbsoluteUri;

    /// <summary>A task with a writ that is kept fresh.</summary>
    /// <param name="first">The writ.</param>
    /// <param name="renew">Gets another in the place of the one that is given, which is null once it ended; null when it is not renewed.</param>
    internal WritTask Hold(HeldWrit first, Func<HeldWrit?, CancellationToken, Task<HeldWrit>>? renew)
    {
        var source = new WritSource(first, async (held, cancellationToken) =>
        {
            if (renew is null)
            {
                throw new WritEndedException("its writ was good for some uses, and those or its minutes are over");
            }

            // A writ of another task would let this one's requests act for that.
            var next = await renew(held, cancellationToken).ConfigureAwait(false);
            return string.Equals(next.Task, first.Task, StringComparison.Ordinal) ? next : throw new WritEndedException("the task that lives now is another one");
        }, Plan.Options.Time);
        return new WritTask(this, first.Task, first.Details, source);
    }

    /// <summary>The authorization details of a request, in JSON.</summary>
    internal string DetailsOf(TaskRequest request) => request.ToJson(Plan.Options.Binding == Binding.Key ? Plan.Audience : null);

    private Task<HeldWrit> RenewAsync(HeldWrit? held, CancellationToken cancellationToken) =>
        held is null ? Tokens.IssueAsync(null, cancellationToken) : Tokens.ExchangeAsync(held, null, cancellationToken);
}
