using System.Collections.Immutable;

namespace Writ.Contracts;

/// <summary>A launcher asks for an instance and a task for the process tree below itself. Which process that is, the kernel says, never this request.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Intent">The intent's name.</param>
/// <param name="Parameters">The intent's parameters, as texts.</param>
/// <param name="Goal">What the work is, in the launcher's words; null when none was given.</param>
/// <param name="User">The uid that the launcher starts the command under; null for its own. Whatever is said here, only processes of that uid are the instance.</param>
/// <param name="CommandLine">The SHA-256, in lower-case hexadecimal, of the words of the command, each with a zero byte after it; null when the launcher does not say. Evidence alone: nobody checks it.</param>
/// <param name="Script">The SHA-256 of the script that the command names; null when there is none, or the launcher does not say. Evidence alone.</param>
public sealed record RunRequest(
    string Agent, string Intent, ImmutableDictionary<string, string> Parameters, string? Goal, uint? User = null, string? CommandLine = null, string? Script = null);
