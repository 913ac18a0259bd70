namespace Writ.Spiffe.WorkloadApi;

/// <summary>The Workload API answered with an error, or with what is no answer.</summary>
public sealed class WorkloadApiException : Exception
{
    /// <summary>Takes the status and what the server said of it.</summary>
    public WorkloadApiException(GrpcStatus status, string message, Exception? inner = null)
        : base(message, inner) => Status = status;

    /// <summary>The status.</summary>
    public GrpcStatus Status { get; }

    /// <summary>Whether asking again can help: not while the request itself is wrong (SPIFFE Workload Endpoint §6).</summary>
    public bool IsWorthRetrying => Status is not (GrpcStatus.InvalidArgument or GrpcStatus.Unimplemented);
}
