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

    /// <summary>The outside of a message that carries no authority.</summary>
    public static RpcEnvelope Of(ProtocolMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new RpcEnvelope(message.Id, message.Method, Answers: false);
    }
}
