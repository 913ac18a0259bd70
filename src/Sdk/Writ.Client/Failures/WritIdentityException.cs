namespace Writ.Client;

/// <summary>The Workload API gave no identity: nobody attested this process, or nobody answers. Trying again may help once that changed.</summary>
public sealed class WritIdentityException : WritException
{
    internal WritIdentityException(string code, string text, string fix, Exception? inner = null)
        : base(code, text, fix, inner)
    {
    }
}
