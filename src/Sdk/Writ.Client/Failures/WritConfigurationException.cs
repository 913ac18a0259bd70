namespace Writ.Client;

/// <summary>An option is missing or is none. Trying again cannot help.</summary>
public sealed class WritConfigurationException : WritException
{
    internal WritConfigurationException(string code, string text, string fix, Exception? inner = null)
        : base(code, text, fix, inner)
    {
    }
}
