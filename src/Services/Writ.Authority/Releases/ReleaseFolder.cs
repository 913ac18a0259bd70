namespace Writ.Authority.Releases;

/// <summary>Where a release is read from.</summary>
/// <param name="Config">The folder of `writ.yaml`, `intents/`, `policies/` and `catalogue/`; absolute.</param>
/// <param name="Guardrails">The folder of the shipped guardrail policies; absolute. Null only where a test wants none.</param>
public sealed record ReleaseFolder(string Config, string? Guardrails);
