using System.Text;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>A `tools/call` on its way through the pipeline.</summary>
internal sealed class ToolCall(ToolSession session, McpMessage message, Presented presented, ToolsOptions options, CancellationToken givenUp) : IZoneCall
{
    public string Zone => ToolsZone.Name;

    public Presented Presented => presented;

    /// <summary>Whether who calls is not whose session it is.</summary>
    public bool Foreign { get; private set; }

    /// <summary>Whether the tool declares what its structured results are like, so that a refusal is not one of them.</summary>
    public bool HasOutputSchema { get; private set; }

    public async ValueTask<Description> DescribeAsync(Authentication.Named who, ReleaseInForce release, CancellationToken cancellationToken)
    {
        if (!session.BelongsTo(who))
        {
            Foreign = true;
            return new Description.Refused(ToolReasons.NoSession);
        }

        if (!release.Release.Servers.TryGetValue(session.Server.Name, out var server) || !Registrations.Same(server, session.Server))
        {
            return new Description.Refused(ToolReasons.ServerChanged);
        }

        // A name that the agent made up goes no further: what the server offers has a name that may stand in the ledger.
        if (!ActionName.TryCreate(session.Server.Name, message.Tool, out _) || await session.Tools.FindAsync(message.Tool, cancellationToken) is not { } tool)
        {
            return new Description.Refused(ToolReasons.NotOffered);
        }

        HasOutputSchema = tool.HasOutputSchema;
        return ToolDescription.Of(
            release.Release, tool, message.Bytes.Span, message.Arguments,
            message.IdempotencyKey is { } key ? Digest256.Sha256(Encoding.ASCII.GetBytes(key)) : default);
    }

    public async ValueTask<Forwarding> ForwardAsync(Authorized<ActionRequest> action, CancellationToken cancellationToken)
    {
        // What the agent gave up is not waited for to the limit; it may have had its effect all the same, and that is what is recorded.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, givenUp);
        var answer = await session.PerformAsync(action, either.Token);
        if (answer.Length > options.MaxAnswerBytes)
        {
            throw new UpstreamException(UpstreamFault.Oversize, $"the server `{session.Server.Name}` answered more than {options.MaxAnswerBytes} bytes");
        }

        return McpAnswer.Read(answer.Span, message.Id.Span) is { } read
            ? new Forwarding(answer, read.Failed ? ActionOutcome.Failed : ActionOutcome.Succeeded)
            : throw new UpstreamException(UpstreamFault.Malformed, $"the server `{session.Server.Name}` answered what cannot be an answer");
    }

    // Labels and redaction come with the catalogue's output labels; the bytes are released as they came.
    public ValueTask<Forwarding> ObserveAsync(Forwarding forwarding, CancellationToken cancellationToken) => new(forwarding);
}
