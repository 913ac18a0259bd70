namespace Writ.Spiffe.WorkloadApi;

/// <summary>The status codes of gRPC that the Workload API uses.</summary>
public enum GrpcStatus
{
    /// <summary>It went well.</summary>
    Ok = 0,

    /// <summary>The caller ended it.</summary>
    Cancelled = 1,

    /// <summary>Something else went wrong.</summary>
    Unknown = 2,

    /// <summary>The request says what it must not, or lacks what it must have.</summary>
    InvalidArgument = 3,

    /// <summary>The caller has no identity here.</summary>
    PermissionDenied = 7,

    /// <summary>More was asked than is given.</summary>
    ResourceExhausted = 8,

    /// <summary>There is no such method here.</summary>
    Unimplemented = 12,

    /// <summary>The server is broken.</summary>
    Internal = 13,

    /// <summary>The server cannot answer now; try again.</summary>
    Unavailable = 14,
}
