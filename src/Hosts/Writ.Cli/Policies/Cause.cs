namespace Writ.Cli;

/// <summary>What the system says of a failure, as the end of a message of one line.</summary>
internal static class Cause
{
    /// <summary>The system's sentence with a small letter and without its full stop. All else stays: a path in it is that path in no other case.</summary>
    public static string Of(Exception exception)
    {
        var text = exception.Message.Split('\n')[0].TrimEnd('\r', ' ', '.');
        return text.Length > 1 && char.IsAsciiLetterUpper(text[0]) && !char.IsAsciiLetterUpper(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }
}
