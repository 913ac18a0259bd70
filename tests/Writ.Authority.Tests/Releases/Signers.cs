using System.Collections.Immutable;
using Writ.Authority.Releases;
using Writ.Authority.Releases.Signing;
using Writ.Domain;
using Writ.Jose;

namespace Writ.Authority.Tests.Releases;

/// <summary>Signers with keys of their own, and what they sign into a folder.</summary>
internal sealed class Signers : IDisposable
{
    private readonly Dictionary<string, SigningKey> keys = new(StringComparer.Ordinal);

    public SigningKey this[string name] => keys.TryGetValue(name, out var key) ? key : keys[name] = SigningKey.Generate();

    /// <summary>The `release:` of `writ.yaml`.</summary>
    public string Section(int tighten, int loosen, params string[] names) =>
        $"release:\n  signers:\n{string.Concat(names.Select(name => $"    - name: {name}\n      key: {this[name].PublicKey}\n"))}  require: {{ tighten: {tighten}, loosen: {loosen} }}\n";

    public SignerRules Rules(int tighten, int loosen, params string[] names) => new(
        names.Select(static n => Slug.Parse(n)).ToImmutableSortedDictionary(static n => n, n => new SignerRegistration(n, this[n.ToString()].PublicKey.Thumbprint.ToString(), this[n.ToString()].PublicKey.ToString())),
        tighten,
        loosen);

    public SignatureFile File(string name, ReleaseId release, long sequence) => new($"release.sig/{name}.jws", ReleaseSignature.Make(this[name], release, sequence));

    /// <summary>Signs what is in a folder now.</summary>
    public void Sign(ReleaseFolder folder, long sequence, params string[] names)
    {
        var release = SampleRelease.Read(folder).Id;
        Directory.CreateDirectory(Path.Combine(folder.Config, SignatureFiles.Folder));
        foreach (var name in names)
        {
            System.IO.File.WriteAllText(SignatureFiles.PathOf(folder.Config, name), File(name, release, sequence).Text + "\n");
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
