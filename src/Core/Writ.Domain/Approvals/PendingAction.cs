namespace Writ.Domain;

/// <summary>What a human is shown and what is done when they say yes. It may be personal: stored sealed under a key of its own, erased on settlement, never logged.</summary>
/// <param name="Arguments">The exact argument bytes.</param>
/// <param name="ResourceType">The type of what it is done to.</param>
/// <param name="ResourceId">The id of it.</param>
/// <param name="Destination">Where its data goes.</param>
public sealed record PendingAction(ReadOnlyMemory<byte> Arguments, string ResourceType, string ResourceId, Destination Destination)
{
    /// <summary>What is pending of an action.</summary>
    public static PendingAction Of(ActionRequest action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new PendingAction(action.Arguments, action.Resource.Type, action.Resource.Id, action.Destination);
    }

    /// <summary>Whether an action is this one, to the byte.</summary>
    public bool Is(ActionRequest action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Arguments.Span.SequenceEqual(action.Arguments.Span)
            && ResourceType == action.Resource.Type && ResourceId == action.Resource.Id && Destination == action.Destination;
    }

    /// <summary>The size alone.</summary>
    public override string ToString() => $"{Arguments.Length} bytes";
}
