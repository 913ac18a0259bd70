namespace Writ.Domain;

/// <summary>Why there is no document.</summary>
public enum DocumentFault
{
    /// <summary>Not a fault.</summary>
    None = 0,

    /// <summary>The address is none that may be asked.</summary>
    Address,

    /// <summary>Nobody could be connected to, or the connection broke.</summary>
    Unreachable,

    /// <summary>Whoever answered is not to be believed.</summary>
    Untrusted,

    /// <summary>The answer sends elsewhere, which is not followed.</summary>
    Redirect,

    /// <summary>The answer has another status than 200.</summary>
    Status,

    /// <summary>The answer is of another media type than those taken, or in another encoding than UTF-8.</summary>
    MediaType,

    /// <summary>The answer is compressed though nothing compressed was asked for.</summary>
    Compressed,

    /// <summary>The answer is larger than is taken.</summary>
    TooLarge,

    /// <summary>It took longer than is waited.</summary>
    TooSlow,
}
