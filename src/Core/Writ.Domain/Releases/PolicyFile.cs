namespace Writ.Domain;

/// <summary>One file of policies.</summary>
/// <param name="Name">Its path below the release's folder, with `/`.</param>
/// <param name="Text">Its text.</param>
public sealed record PolicyFile(string Name, string Text);
