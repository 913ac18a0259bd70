namespace Writ.Authority.Releases.Signing;

/// <summary>A file that says to be a signature.</summary>
/// <param name="Name">Its path below the release's folder, with `/`.</param>
/// <param name="Text">Its text.</param>
public sealed record SignatureFile(string Name, string Text);
