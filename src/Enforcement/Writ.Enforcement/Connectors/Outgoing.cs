using Writ.Domain;

namespace Writ.Enforcement;

/// <summary>The checks that every session makes of what it is given to send.</summary>
internal static class Outgoing
{
    /// <summary>Takes the one message out of an authorised action; it must be a request for this very server, of the task and the instance that the session was opened for.</summary>
    public static (RpcEnvelope Envelope, ReadOnlyMemory<byte> Message) Of(Authorized<ActionRequest> action, SessionOpening opening)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (action.Task != opening.Task || action.Instance != opening.Instance)
        {
            throw new ArgumentException("the action is of another task than the session", nameof(action));
        }

        var request = action.Consume();
        return request.Name.Server == opening.Server.Name && RpcEnvelope.Read(request.Message) is { Method: not null, Id.IsEmpty: false } envelope
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
