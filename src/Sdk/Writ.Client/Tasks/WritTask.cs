namespace Writ.Client;

/// <summary>
/// A task that this client works at: gives handlers that act for it, keeps its writ fresh, and ends it. Thread-safe. Its client owns it, and it is good as long as that is not disposed.
/// </summary>
public sealed class WritTask
{
    private readonly WritClient client;
    private readonly WritSource? source;

    internal WritTask(WritClient client, string id, string? granted, WritSource? source) => (this.client, Id, Granted, this.source) = (client, id, granted, source);

    /// <summary>The task's id.</summary>
    public string Id { get; }

    /// <summary>What was granted, as authorization details in JSON (RFC 9396 §7); null when the service said nothing of it.</summary>
    public string? Granted { get; }

    /// <summary>The only place that its writs go to: this URL, and what is below it.</summary>
    public Uri Audience => client.Plan.Audience;

    /// <summary>The URL of an MCP server behind Writ.</summary>
    /// <param name="name">Its name, as the release has it.</param>
    public Uri UrlOf(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new Uri($"{Audience.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(name)}");
    }

    /// <summary>
    /// A handler for an <c>HttpClient</c> whose requests are this task's actions. It may be the primary handler of one that a factory makes. Requests to any other place fail
    /// with <see cref="WritOriginException"/>, before anything is sent.
    /// </summary>
    public HttpMessageHandler CreateHandler() => new WritHandler(client.Plan, client.Resources, client.Proofs, source);

    /// <summary>
    /// The same task with less: its handlers get writs that this one's are exchanged for (RFC 8693), again and again as long as this one is good. For a part of an agent, a
    /// queue or a retry that needs less than the task may do.
    /// </summary>
    /// <param name="to">What is left of it, and of the task's own intent. Parameters and goal the task has for good, so neither is named.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="WritRefusedException">It is not less.</exception>
    /// <exception cref="WritException">There is none.</exception>
    /// <exception cref="NotSupportedException">There is no writ to narrow: the local socket stands for the task.</exception>
    public async ValueTask<WritTask> NarrowAsync(TaskRequest to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        var (whole, details) = (source ?? throw NoWrit(), client.DetailsOf(to));
        return client.Hold(await AgainAsync(cancellationToken).ConfigureAwait(false), to.Uses is null ? (_, cancelling) => AgainAsync(cancelling) : null);

        // A narrowed writ lives no longer by being exchanged itself, so each is taken from the whole one.
        async Task<HeldWrit> AgainAsync(CancellationToken cancelling) =>
            await client.Tokens.ExchangeAsync(await whole.GetAsync(cancelling).ConfigureAwait(false), details, cancelling).ConfigureAwait(false);
    }

    /// <summary>
    /// Offers a part of the task to another agent, which takes it up by <see cref="WritClient.TakeUpOfferAsync"/> as a task of its own below this one. Whether it may is a
    /// decision by policy, now and again when it is taken up.
    /// </summary>
    /// <param name="to">The agent's name, or the SPIFFE id of one instance of it.</param>
    /// <param name="request">What it is to do: an intent of that agent, with parameters, and no more than this task may do itself. Uses are not delegated.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The offer, to be handed to that agent in whatever way: good for five minutes, once, and in its hands alone.</returns>
    /// <exception cref="WritRefusedException">It may not be delegated, or not to this agent, or not so much.</exception>
    /// <exception cref="WritException">There is none.</exception>
    /// <exception cref="NotSupportedException">There is no writ to delegate by: the local socket stands for the task.</exception>
    public async ValueTask<string> DelegateAsync(string to, TaskRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(to);
        ArgumentNullException.ThrowIfNull(request);
        var held = await HeldAsync(cancellationToken).ConfigureAwait(false);
        return await client.Tokens.OfferAsync(held, client.DetailsOf(request with { DelegateTo = to }), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether its writ is in force (RFC 7662).</summary>
    /// <exception cref="WritException">It cannot be told.</exception>
    /// <exception cref="NotSupportedException">There is no writ.</exception>
    public async ValueTask<WritState> IntrospectAsync(CancellationToken cancellationToken = default) =>
        await client.Tokens.IntrospectAsync((await HeldAsync(cancellationToken).ConfigureAwait(false)).Token, cancellationToken).ConfigureAwait(false);

    /// <summary>Takes its writ back (RFC 7009); its handlers send nothing from now on. The task lives on, for other writs of it.</summary>
    /// <exception cref="WritException">It could not be taken back; it ends by itself, within minutes.</exception>
    /// <exception cref="NotSupportedException">There is no writ.</exception>
    public async ValueTask RevokeAsync(CancellationToken cancellationToken = default)
    {
        var held = (source ?? throw NoWrit()).Usable();
        source.End("its writ was taken back");
        if (held is not null)
        {
            await client.Tokens.RevokeAsync(held.Token, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Completes the task: the work is done, and nothing more can be done for it by anybody. By a narrowed writ, or one of counted uses, it is refused (W2440).</summary>
    /// <exception cref="WritException">It could not be completed.</exception>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        var held = source is null ? null : await source.GetAsync(cancellationToken).ConfigureAwait(false);
        await client.Work.CompleteAsync(held, cancellationToken).ConfigureAwait(false);
        source?.End("it was completed");
    }

    /// <summary>The task's id, never a token.</summary>
    public override string ToString() => Id;

    private ValueTask<HeldWrit> HeldAsync(CancellationToken cancellationToken) => (source ?? throw NoWrit()).GetAsync(cancellationToken);

    private static NotSupportedException NoWrit() => new("the local socket stands for the task, and there is no writ");
}
