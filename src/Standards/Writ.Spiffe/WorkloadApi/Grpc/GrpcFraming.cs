namespace Writ.Spiffe.WorkloadApi;

/// <summary>What stands at the beginning of bytes that came in.</summary>
public enum GrpcFraming
{
    /// <summary>No bytes.</summary>
    Nothing = 0,

    /// <summary>The beginning of a frame.</summary>
    Part,

    /// <summary>A whole frame.</summary>
    Whole,

    /// <summary>A compressed message, which was not agreed on.</summary>
    Compressed,

    /// <summary>A message longer than is read.</summary>
    TooLong,
}
