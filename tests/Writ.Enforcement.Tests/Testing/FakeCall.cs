using Writ.Domain;

namespace Writ.Enforcement.Tests;

/// <summary>A zone's call that does what a test says.</summary>
public sealed class FakeCall : IZoneCall
{
    /// <inheritdoc />
    public string Zone => "tools";

    /// <inheritdoc />
    public Presented Presented { get; } = new(null, null, null, "POST", "http://localhost/mcp/files");

    /// <summary>How it is described.</summary>
    public Func<Authentication.Named, ReleaseInForce, ValueTask<Description>> Describing { get; init; } = static (_, _) => new(new Description.Described(Rig.Action(), new ActionFacts(true, true, true)));

    /// <summary>How it is forwarded.</summary>
    public Func<Authorized<ActionRequest>, CancellationToken, ValueTask<Forwarding>> Forwarding { get; init; } = static (action, _) =>
        new(new Forwarding(action.Consume().Message, ActionOutcome.Succeeded));

    /// <summary>How it is observed.</summary>
    public Func<Forwarding, ValueTask<Forwarding>> Observing { get; init; } = static forwarding => new(forwarding);

    /// <summary>How often it was described.</summary>
    public int Described { get; private set; }

    /// <summary>How often it was forwarded.</summary>
    public int Forwarded { get; private set; }

    /// <inheritdoc />
    public ValueTask<Description> DescribeAsync(Authentication.Named who, ReleaseInForce release, CancellationToken cancellationToken)
    {
        Described++;
        return Describing(who, release);
    }

    /// <inheritdoc />
    public ValueTask<Forwarding> ForwardAsync(Authorized<ActionRequest> action, CancellationToken cancellationToken)
    {
        Forwarded++;
        return Forwarding(action, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<Forwarding> ObserveAsync(Forwarding forwarding, CancellationToken cancellationToken) => Observing(forwarding);
}
