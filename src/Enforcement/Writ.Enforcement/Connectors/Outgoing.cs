using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>The checks that every session makes of what it is given to send.</summary>
internal static class Outgoing
{
    /// <summary>Takes the one message out of an authorised action; it must be a request, and be for this very server.</summary>
    public static (RpcEnvelope Envelope, ReadOnlyMemory<byte> Message) Of(Authorized<ActionRequest> action, Slug server)
    {
        ArgumentNullException.ThrowIfNull(action);
        var request = action.Consume();
        return request.Name.Server == server && RpcEnvelope.Read(request.Message) is { Method: not null, Id.IsEmpty: false } envelope
            ? (envelope, request.Message)
            : throw new ArgumentException("the action is not a request for this server", nameof(action));
    }

    /// <summary>Reads a message that carries no authority.</summary>
    public static RpcEnvelope WithoutAuthority(ReadOnlyMemory<byte> message) =>
        RpcEnvelope.Read(message) is { Method: { } method } envelope && ProtocolMethods.WithoutAuthority.Contains(method)
            ? envelope
            : throw new ArgumentException("the message's method carries authority, or is unknown", nameof(message));
}
