namespace Writ.TransparencyLog;

/// <summary>The one-line text of each <see cref="FrontierError"/>.</summary>
public static class FrontierErrorText
{
    /// <summary>Says in one lower-case line what was wrong.</summary>
    public static string Describe(this FrontierError error) => error switch
    {
        FrontierError.None => "nothing is wrong",
        FrontierError.Truncated => "frontier is too short to hold a size",
        FrontierError.SizeOutOfRange => "frontier has a negative size",
        FrontierError.WrongLength => "frontier has another number of hashes than its size asks for",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "no such frontier error"),
    };
}
