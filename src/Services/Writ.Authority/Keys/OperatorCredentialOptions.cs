namespace Writ.Authority.Keys;

/// <summary>Where the operator's credential is.</summary>
/// <param name="TokenFile">The file that it is written to once, outside the data folder; absolute.</param>
/// <param name="DigestFile">The file in the data folder that keeps its SHA-256; absolute.</param>
public sealed record OperatorCredentialOptions(string TokenFile, string DigestFile);
