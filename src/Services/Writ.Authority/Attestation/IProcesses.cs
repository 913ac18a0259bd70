using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>
/// The kernel's view of processes. Each answer is true for an instant; only a handle stays with one process.
/// What could not be looked at (a descriptor or a name service is missing) is null or the zero value; what was looked at and is none is empty.
/// </summary>
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

    /// <summary>The path of the file it executes, where that path names this very file to Writ too; empty where it names another or none; null when that cannot be seen.</summary>
    string? ExecutablePath(int processId);

    /// <summary>The SHA-256 of the file it executes; the zero value when the kernel does not show it, when it is too large, or when it changed meanwhile.</summary>
    Digest256 HashExecutable(int processId);

    /// <summary>Under whom it runs; null when there is no such process.</summary>
    ProcessCredentials? Credentials(int processId);

    /// <summary>The path of its control group; null when the kernel names none.</summary>
    string? ControlGroup(int processId);

    /// <summary>The system's unit that it runs in; empty when there is none, or no systemd; null when that cannot be seen.</summary>
    string? Unit(int processId);

    /// <summary>The file of a unit; null when there is none.</summary>
    string? UnitFragment(string unit);

    /// <summary>What it says its command line is.</summary>
    ImmutableArray<string> CommandLine(int processId);

    /// <summary>The SHA-256 of the first file that its command line names after the program; the zero value when there is none. As weak as the command line.</summary>
    Digest256 HashScript(int processId);

    /// <summary>The name of a uid; empty when it has none; null when it could not be asked for.</summary>
    string? UserName(uint userId);

    /// <summary>The name of a gid; empty when it has none; null when it could not be asked for.</summary>
    string? GroupName(uint groupId);

    /// <summary>A handle on the process that has this id now; null when there is none.</summary>
    IProcessHandle? Open(int processId);
}
