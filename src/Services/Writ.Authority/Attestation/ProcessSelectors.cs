using System.Globalization;
using Writ.Domain;

namespace Writ.Authority.Attestation;

/// <summary>Says which selectors hold of a process, and looks at no more than they ask for.</summary>
internal sealed class ProcessSelectors(IProcesses processes, int processId, ProcessCredentials credentials)
{
    private readonly Lazy<string?> path = new(() => processes.ExecutablePath(processId));
    private readonly Lazy<string?> executable = new(() => Text(processes.HashExecutable(processId)));
    private readonly Lazy<string?> unit = new(() => processes.Unit(processId));
    private readonly Lazy<string?> controlGroup = new(() => processes.ControlGroup(processId));
    private readonly Lazy<string?> script = new(() => Text(processes.HashScript(processId)));
    private readonly Lazy<string?> commandLine = new(() => ProcCommandLine.Join(processes.CommandLine(processId)));

    /// <summary>Whether all of them hold; null when one cannot be seen and none is known not to. The cheap ones are asked first: a file is read for whom the others hold alone.</summary>
    public bool? HasAll(IEnumerable<Selector> selectors)
    {
        foreach (var selector in selectors.OrderBy(static s => CostOf(s.Kind)))
        {
            if (Has(selector) is not true and var answer)
            {
                return answer;
            }
        }

        return true;
    }

    // Numbers of /proc/PID/status; what is read from /proc; what a name service answers; what is hashed.
    private static int CostOf(SelectorKind kind) => kind switch
    {
        SelectorKind.UserId or SelectorKind.GroupId or SelectorKind.SupplementaryGroupId => 0,
        SelectorKind.ControlGroup or SelectorKind.UnitId or SelectorKind.UnitFragmentPath or SelectorKind.Path or SelectorKind.CommandLine => 1,
        SelectorKind.User or SelectorKind.Group or SelectorKind.SupplementaryGroup => 2,
        _ => 3,
    };

    private bool? Has(Selector selector) => selector.Kind switch
    {
        SelectorKind.UserId => Is(selector, Text(credentials.UserId)),
        SelectorKind.User => Is(selector, processes.UserName(credentials.UserId)),
        SelectorKind.GroupId => Is(selector, Text(credentials.GroupId)),
        SelectorKind.Group => Is(selector, processes.GroupName(credentials.GroupId)),
        SelectorKind.SupplementaryGroupId => credentials.Groups.Any(g => Is(selector, Text(g)) == true),
        SelectorKind.SupplementaryGroup => Any(credentials.Groups.Select(g => Is(selector, processes.GroupName(g)))),
        SelectorKind.Path => Is(selector, path.Value),
        SelectorKind.Sha256 => Is(selector, executable.Value),
        SelectorKind.UnitId => Is(selector, unit.Value),
        SelectorKind.UnitFragmentPath => unit.Value is { } name ? Is(selector, name.Length == 0 ? "" : processes.UnitFragment(name) ?? "") : null,
        SelectorKind.ControlGroup => Is(selector, controlGroup.Value),
        SelectorKind.ScriptSha256 => Is(selector, script.Value),
        SelectorKind.CommandLine => Is(selector, commandLine.Value),
        _ => false,
    };

    private static bool? Is(Selector selector, string? found) => found is null ? null : string.Equals(selector.Value, found, StringComparison.Ordinal);

    private static bool? Any(IEnumerable<bool?> answers)
    {
        bool? any = false;
        foreach (var answer in answers)
        {
            if (answer == true)
            {
                return true;
            }

            any = answer is null ? null : any;
        }

        return any;
    }

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Text(Digest256 digest) => digest.IsDefault ? null : digest.ToString();
}
