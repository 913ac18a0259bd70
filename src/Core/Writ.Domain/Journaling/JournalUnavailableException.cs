namespace Writ.Domain;

/// <summary>The store cannot commit: the disk is full or read-only, the file is damaged, or the journal was closed. Every action is denied while it lasts.</summary>
public sealed class JournalUnavailableException : Exception
{
    /// <summary>Says why, for the operator.</summary>
    public JournalUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, for the operator, with the store's own exception.</summary>
    public JournalUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
