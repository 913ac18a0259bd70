using System.Text;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Federation;

/// <summary>
/// The last good bundle of each trust domain, a file each, so that it is there after a restart without a network. A file is whole or not there. Its name is the hash of
/// the trust domain's, which may be longer than a file's name.
/// </summary>
internal sealed class BundleFiles(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The bundle that was kept; null when there is none that can be read.</summary>
    public TrustBundle? Read(TrustDomain trustDomain)
    {
        try
        {
            var file = new FileInfo(PathOf(trustDomain));
            return file.Exists && file.Length <= TrustBundle.MaxLength && TrustBundle.TryParse(File.ReadAllBytes(file.FullName), trustDomain, out var bundle, out _) ? bundle : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a bundle in the place of the one before. It is durable when this returns.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    public void Write(TrustBundle bundle)
    {
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        var path = PathOf(bundle.TrustDomain);
        var draft = path + "~";
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(bundle.ToJson());
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        Keys.SecretFile.Flush(folder);
    }

    /// <summary>Forgets all but these.</summary>
    public void KeepOnly(IEnumerable<TrustDomain> trustDomains)
    {
        var kept = trustDomains.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            if (!kept.Contains(file))
            {
                File.Delete(file);
            }
        }
    }

    private string PathOf(TrustDomain trustDomain) => Path.Combine(folder, Digest256.Sha256(Encoding.UTF8.GetBytes(trustDomain.ToString())) + ".json");
}
