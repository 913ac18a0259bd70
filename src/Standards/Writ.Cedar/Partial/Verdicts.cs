namespace Writ.Cedar.Partial;

/// <summary>Everything a residual may come to, over all completions; more may be named than can happen, never less.</summary>
[Flags]
internal enum Verdicts
{
    /// <summary>Nothing: never on a node.</summary>
    None = 0,

    /// <summary>The Bool true.</summary>
    True = 1,

    /// <summary>The Bool false.</summary>
    False = 2,

    /// <summary>An error.</summary>
    Error = 4,

    /// <summary>A value that is no Bool.</summary>
    Other = 8,

    /// <summary>A Bool of either content.</summary>
    Bool = True | False,

    /// <summary>Anything.</summary>
    Any = Bool | Error | Other,
}
