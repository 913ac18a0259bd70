namespace Writ.Authority.Federation;

/// <summary>Where federation keeps what it has learnt.</summary>
/// <param name="Folder">The folder of the last good bundles; absolute, made when there is one.</param>
public sealed record FederationOptions(string Folder)
{
    /// <summary>How often it is looked whether a bundle is due.</summary>
    /// <value>15 seconds.</value>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(15);
}
