namespace Writ.Authority;

/// <summary>Something about this installation is wrong and only its operator can mend it. Never thrown for what a remote party did.</summary>
public sealed class AuthorityException : Exception
{
    /// <summary>Says what is wrong and the smallest fix.</summary>
    /// <param name="code">As in `W2001`; it has a page in `docs/errors/`.</param>
    /// <param name="text">One line, lower case, no final period, no secret.</param>
    /// <param name="fix">The smallest fix, one line.</param>
    /// <param name="inner">What the environment said; null when nothing did.</param>
    public AuthorityException(string code, string text, string fix, Exception? inner = null)
        : base($"{code}: {text}", inner)
    {
        Code = code;
        Text = text;
        Fix = fix;
    }

    /// <summary>The stable code.</summary>
    public string Code { get; }

    /// <summary>What is wrong.</summary>
    public string Text { get; }

    /// <summary>The smallest fix.</summary>
    public string Fix { get; }
}
