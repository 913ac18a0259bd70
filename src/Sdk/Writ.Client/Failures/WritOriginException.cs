namespace Writ.Client;

/// <summary>A request was about to leave the writ's audience, or was led away from it. It was not sent on, and no credential was.</summary>
public sealed class WritOriginException : WritException
{
    internal WritOriginException(string code, string text, string fix, Exception? inner = null)
        : base(code, text, fix, inner)
    {
    }
}
