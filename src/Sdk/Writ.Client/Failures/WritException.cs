namespace Writ.Client;

/// <summary>Something that kept the client from going on: what was wrong, the smallest fix, and a stable code with a page of that name. Never holds a token.</summary>
public abstract class WritException : Exception
{
    private protected WritException(string code, string text, string fix, Exception? inner = null)
        : base($"{code}: {text}; {fix}", inner) => (Code, Text, Fix) = (code, text, fix);

    /// <summary>As in `W2472`.</summary>
    public string Code { get; }

    /// <summary>What was wrong, one line in lower case.</summary>
    public string Text { get; }

    /// <summary>The smallest fix, one line.</summary>
    public string Fix { get; }
}
