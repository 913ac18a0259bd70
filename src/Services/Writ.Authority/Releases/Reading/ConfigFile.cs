namespace Writ.Authority.Releases.Reading;

/// <summary>One file of a release: the bytes that are hashed, and the text that was read from these very bytes.</summary>
internal sealed record ConfigFile(string Name, byte[] Bytes, string Text);
