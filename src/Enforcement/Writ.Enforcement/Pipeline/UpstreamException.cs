namespace Writ.Enforcement;

/// <summary>An upstream could not be reached, died, took too long, or answered what cannot be an answer. The message is for the operator and holds nothing that the upstream said.</summary>
public sealed class UpstreamException : Exception
{
    /// <summary>Says what went wrong.</summary>
    public UpstreamException(UpstreamFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>Says what went wrong, with the cause.</summary>
    public UpstreamException(UpstreamFault fault, string message, Exception inner)
        : base(message, inner) => Fault = fault;

    /// <summary>What went wrong.</summary>
    public UpstreamFault Fault { get; }
}
