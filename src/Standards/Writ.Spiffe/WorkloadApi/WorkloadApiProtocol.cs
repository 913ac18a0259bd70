namespace Writ.Spiffe.WorkloadApi;

/// <summary>The names of the Workload API (SPIFFE Workload Endpoint §§3–6, Workload API §§4–6).</summary>
public static class WorkloadApiProtocol
{
    /// <summary>The environment variable that names the endpoint: `unix:///absolute/path` or `tcp://IP:port`.</summary>
    public const string EndpointVariable = "SPIFFE_ENDPOINT_SOCKET";

    /// <summary>The metadata that every call carries, so that no browser can be made to call.</summary>
    public const string SecurityHeader = "workload.spiffe.io";

    /// <summary>Its only value.</summary>
    public const string SecurityValue = "true";

    /// <summary>The prefix of every method's path.</summary>
    public const string Service = "/SpiffeWorkloadAPI/";

    /// <summary>X.509-SVIDs and bundles, as a stream.</summary>
    public const string FetchX509Svid = Service + "FetchX509SVID";

    /// <summary>X.509 bundles alone, as a stream.</summary>
    public const string FetchX509Bundles = Service + "FetchX509Bundles";

    /// <summary>A JWT-SVID.</summary>
    public const string FetchJwtSvid = Service + "FetchJWTSVID";

    /// <summary>The bundles of JWT-SVIDs, as a stream.</summary>
    public const string FetchJwtBundles = Service + "FetchJWTBundles";

    /// <summary>Verifies a JWT-SVID for the caller.</summary>
    public const string ValidateJwtSvid = Service + "ValidateJWTSVID";

    /// <summary>The longest request that a server reads, and the longest answer that a client reads.</summary>
    public const int MaxMessage = 1024 * 1024;
}
