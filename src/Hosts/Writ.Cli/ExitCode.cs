namespace Writ.Cli;

/// <summary>What the process ends with. A denial is a result, not a failure.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failure = 1;
    public const int Denied = 2;
    public const int Invalid = 3;
    public const int Undecided = 4;
}
