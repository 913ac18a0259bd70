namespace Writ.Domain;

/// <summary>A document could not be had. The message is for the operator: one line, nothing of what the other party sent.</summary>
public sealed class DocumentException : Exception
{
    /// <summary>Says why.</summary>
    public DocumentException(DocumentFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>Says why, with the cause.</summary>
    public DocumentException(DocumentFault fault, string message, Exception inner)
        : base(message, inner) => Fault = fault;

    /// <summary>Why.</summary>
    public DocumentFault Fault { get; }
}
