namespace Writ.Cli;

/// <summary>The bytes of standard input and output, for verbs that carry a protocol or a file over them.</summary>
internal static class StandardStreams
{
    /// <summary>Opens standard input.</summary>
    public static Stream Input() => Console.OpenStandardInput();

    /// <summary>Opens standard output. Nothing else may be written to it then.</summary>
    public static Stream Output() => Console.OpenStandardOutput();
}
