using Writ.Authority.Releases;
using Writ.Authority.Releases.Signing;
using Writ.Domain;
using Writ.Jose;
using Writ.Testing;

namespace Writ.Scenarios.Tests.Planes;

/// <summary>An installation whose releases two signers sign.</summary>
internal sealed class SignedFolder(Installation writ) : IDisposable
{
    private readonly Dictionary<string, SigningKey> keys = new(StringComparer.Ordinal) { ["alice"] = SigningKey.Generate(), ["bob"] = SigningKey.Generate(), ["mallory"] = SigningKey.Generate() };

    /// <summary>The release that the folder holds.</summary>
    public ReleaseId Release => ReleaseReader.Read(new ReleaseFolder(writ.Config, Path.Combine(Path.GetDirectoryName(WritProgram.Path)!, "policies", "guardrails"))) is ReleaseReading.Read { Release.Id: var id }
        ? id
        : throw new InvalidOperationException("the folder holds no release");

    /// <summary>Names alice and bob signers.</summary>
    public void Name() => writ.Write("writ.yaml", $"{writ.Main}release:\n  signers:\n    - {{ name: alice, key: {keys["alice"].PublicKey} }}\n    - {{ name: bob, key: {keys["bob"].PublicKey} }}\n");

    /// <summary>Signs what the folder holds; nobody else's signature is left beside it.</summary>
    public void Sign(long sequence, params string[] names)
    {
        Unsign();
        var release = Release;
        foreach (var name in names)
        {
            writ.Write($"{SignatureFiles.Folder}/{name}.jws", ReleaseSignature.Make(keys[name], release, sequence));
        }
    }

    /// <summary>Takes all signatures away.</summary>
    public void Unsign()
    {
        if (Directory.Exists(Path.Combine(writ.Config, SignatureFiles.Folder)))
        {
            foreach (var file in Directory.GetFiles(Path.Combine(writ.Config, SignatureFiles.Folder)))
            {
                File.Delete(file);
            }
        }
    }

    public void Dispose()
    {
        foreach (var key in keys.Values)
        {
            key.Dispose();
        }
    }
}
