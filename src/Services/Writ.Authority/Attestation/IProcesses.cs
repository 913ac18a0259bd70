using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>The kernel's view of processes. Each answer is true for an instant; only a handle stays with one process.</summary>
internal interface IProcesses
{
    /// <summary>The kernel's boot id.</summary>
    string Boot { get; }

    /// <summary>Writ's own effective uid.</summary>
    uint OwnUserId { get; }

    /// <summary>The facts of a process; null when there is none of this id.</summary>
    ProcessFacts? Find(int processId);

    /// <summary>The file it executes; null when the kernel does not show it to Writ's uid.</summary>
    ExecutableFile? Executable(int processId);

    /// <summary>The SHA-256 of the file it executes; the zero value when the kernel does not show it.</summary>
    Digest256 HashExecutable(int processId);

    /// <summary>A handle on the process that has this id now; null when there is none.</summary>
    IProcessHandle? Open(int processId);
}
