namespace Writ.Authority.Attestation;

/// <summary>Stays with one process, whatever becomes of its id.</summary>
internal interface IProcessHandle : IDisposable
{
    /// <summary>Whether the process has ended, asked of the kernel now. True once the handle is disposed: then nobody knows.</summary>
    bool HasExited { get; }

    /// <summary>Asks the process to end (SIGTERM); false when the kernel does not let it be asked, or it has ended.</summary>
    bool AskToEnd() => false;

    /// <summary>Completes when the process ends; cancelled when the handle is disposed before.</summary>
    Task Exit { get; }
}
