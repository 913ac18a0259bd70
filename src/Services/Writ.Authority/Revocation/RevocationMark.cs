using Writ.Authority.Keys;

namespace Writ.Authority.Revocation;

/// <summary>
/// A file that says that everything is being revoked. It is durable before anything is done and goes when all of it is done: a start that finds it does all of it again,
/// so a crash in the middle leaves nothing half revoked.
/// </summary>
public sealed class RevocationMark(string path)
{
    private const int MaxLength = 64;
    private const byte Contained = (byte)'c';
    private const byte Free = (byte)'f';

    /// <summary>Whether it is made.</summary>
    public bool IsMade => File.Exists(path);

    /// <summary>Whether everything was contained before the revocation began, so that it stays so.</summary>
    public bool WasContained => SecretFile.Read(path, "W2010", MaxLength) is [Contained, ..];

    /// <summary>Makes it; after that it survives power loss.</summary>
    /// <param name="wasContained">Whether everything is contained already.</param>
    /// <exception cref="IOException">It could not be made, or is there.</exception>
    public void Make(bool wasContained) => SecretFile.Create(path, [wasContained ? Contained : Free, (byte)'\n']);

    /// <summary>Removes it.</summary>
    public void Remove() => File.Delete(path);
}
