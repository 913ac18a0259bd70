namespace Writ.Cedar.Partial;

/// <summary>Whether a request with gaps is permitted under some circumstances. The zero value is never.</summary>
public enum Possibility
{
    /// <summary>No completion is allowed. Certain.</summary>
    Never,

    /// <summary>Some completion may be allowed; whether one is, is not known.</summary>
    Perhaps,

    /// <summary>Every completion is allowed. Certain.</summary>
    Always,
}
