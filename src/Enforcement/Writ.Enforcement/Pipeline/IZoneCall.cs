using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>
/// One message on its way through a zone: all that a zone supplies. Its members are called by the pipeline alone, in the order
/// of the stages: Forward and Observe at most once, Describe again when the release changed before anything was recorded.
/// </summary>
public interface IZoneCall
{
    /// <summary>The zone's name, as in `tools`.</summary>
    string Zone { get; }

    /// <summary>What the message presented of itself.</summary>
    Presented Presented { get; }

    /// <summary>Describes the message as an action with facts, by the release given and nothing else, or refuses it.</summary>
    ValueTask<Description> DescribeAsync(Authentication.Named who, ReleaseInForce release, CancellationToken cancellationToken);

    /// <summary>Performs the action through a connector. The token ends on the time limit, not when the caller goes away: an effect that began is seen to its end.</summary>
    /// <exception cref="UpstreamException">The upstream could not be reached, died, or answered what cannot be an answer.</exception>
    ValueTask<Forwarding> ForwardAsync(Authorized<ActionRequest> action, CancellationToken cancellationToken);

    /// <summary>Filters, redacts and labels the result before it is released.</summary>
    ValueTask<Forwarding> ObserveAsync(Forwarding forwarding, CancellationToken cancellationToken);
}
