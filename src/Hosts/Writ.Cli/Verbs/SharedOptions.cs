using System.CommandLine;

namespace Writ.Cli;

/// <summary>Options that several verbs have.</summary>
internal static class SharedOptions
{
    /// <summary>Where the installation keeps its things.</summary>
    public static Option<string?> Home() => new("--home")
    {
        Description = "where the installation keeps its data, keys and sockets [default: $WRIT_HOME or ~/.writ]",
        HelpName = "DIR",
        Recursive = true,
    };
}
