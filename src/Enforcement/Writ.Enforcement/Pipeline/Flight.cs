using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>One action on its way through the stages: each stage fills in its part, and reads only what earlier stages filled in.</summary>
internal sealed class Flight(IZoneCall call, DecisionId decision, ReleaseInForce release, long began)
{
    public IZoneCall Call { get; } = call;

    public DecisionId DecisionId { get; } = decision;

    public ReleaseInForce Release { get; } = release;

    /// <summary>When the message came, over all attempts to decide it.</summary>
    public long Began { get; } = began;

    public Stage Stage { get; set; }

    public Authentication.Named? Who { get; set; }

    public Description.Described? Action { get; set; }

    public Decision Decision { get; set; }

    public Discharged Discharged { get; set; } = Discharged.Nothing;

    public Authorized<ActionRequest>? Authorized { get; set; }

    public long ForwardedAt { get; set; }

    public Forwarding? Forwarding { get; set; }
}
