namespace Writ.Zones.Tools;

/// <summary>A request's body, as far as it was taken. What it holds of the budget is given back when it is disposed.</summary>
internal sealed class Body(BodyEnd end, byte[] bytes, Action giveBack) : IDisposable
{
    /// <summary>How taking it ended.</summary>
    public BodyEnd End { get; } = end;

    /// <summary>The bytes; empty unless it is whole.</summary>
    public byte[] Bytes { get; } = bytes;

    public void Dispose() => giveBack();
}
