namespace Writ.Client;

/// <summary>The token service did not answer, or what it answered is not believed. Trying again may help.</summary>
public sealed class WritServiceException : WritException
{
    internal WritServiceException(string code, string text, string fix, Exception? inner = null)
        : base(code, text, fix, inner)
    {
    }
}
