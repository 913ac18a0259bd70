using Writ.Authority.Keys;
using Writ.Authority.Secrets;

namespace Writ.Cli;

/// <summary>How to start.</summary>
/// <param name="Home">Where the installation keeps its things.</param>
/// <param name="Config">The release folder; absolute.</param>
/// <param name="Port">The agents' port; 0 for any free one.</param>
/// <param name="TlsPort">The agents' port for TLS; 0 for any free one.</param>
/// <param name="OperatorPort">The operators' port; 0 for any free one.</param>
internal sealed record UpOptions(Home Home, string Config, int Port, int TlsPort, int OperatorPort)
{
    public const int DefaultPort = 7420;

    public const int DefaultTlsPort = 7422;

    public const int DefaultOperatorPort = 7421;

    /// <summary>The variables that hold secrets; kept when Writ starts anew in the same process.</summary>
    public CapturedEnvironment Environment { get; } = new();

    /// <summary>Where the key-encryption key comes from; null for the home's own file.</summary>
    public KeyEncryptionKeySource? KeyEncryptionKey { get; init; }
}
