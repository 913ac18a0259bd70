using System.Globalization;
using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>Says which selectors hold of a process, and looks at no more than they ask for.</summary>
internal sealed class ProcessSelectors(IProcesses processes, int processId, ProcessCredentials credentials)
{
    private readonly Lazy<string?> path = new(() => processes.ExecutablePath(processId));
    private readonly Lazy<string> executable = new(() => Text(processes.HashExecutable(processId)));
    private readonly Lazy<string?> unit = new(() => processes.Unit(processId));
    private readonly Lazy<string?> controlGroup = new(() => processes.ControlGroup(processId));
    private readonly Lazy<string> script = new(() => Text(processes.HashScript(processId)));
    private readonly Lazy<string?> commandLine = new(() => ProcCommandLine.Join(processes.CommandLine(processId)));

    /// <summary>Whether it holds; what cannot be seen does not.</summary>
    public bool Has(Selector selector) => selector.Kind switch
    {
        SelectorKind.UserId => Is(selector, Text(credentials.UserId)),
        SelectorKind.User => Is(selector, processes.UserName(credentials.UserId)),
        SelectorKind.GroupId => Is(selector, Text(credentials.GroupId)),
        SelectorKind.Group => Is(selector, processes.GroupName(credentials.GroupId)),
        SelectorKind.SupplementaryGroupId => credentials.Groups.Any(g => Is(selector, Text(g))),
        SelectorKind.SupplementaryGroup => credentials.Groups.Any(g => Is(selector, processes.GroupName(g))),
        SelectorKind.Path => Is(selector, path.Value),
        SelectorKind.Sha256 => Is(selector, executable.Value),
        SelectorKind.UnitId => Is(selector, unit.Value),
        SelectorKind.UnitFragmentPath => unit.Value is { } name && Is(selector, processes.UnitFragment(name)),
        SelectorKind.ControlGroup => Is(selector, controlGroup.Value),
        SelectorKind.ScriptSha256 => Is(selector, script.Value),
        SelectorKind.CommandLine => Is(selector, commandLine.Value),
        _ => false,
    };

    private static bool Is(Selector selector, string? found) => !string.IsNullOrEmpty(found) && string.Equals(selector.Value, found, StringComparison.Ordinal);

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(Digest256 digest) => digest.IsDefault ? "" : digest.ToString();
}
