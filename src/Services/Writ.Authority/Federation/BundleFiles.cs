using System.Text;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Federation;

/// <summary>
/// The last good bundle of each trust domain, a file each, so that it is there after a restart without a network. A file is whole or not there. Its name is the hash of
/// the trust domain's, which may be longer than a file's name. A trust domain that leaves the release leaves its bundle aside, so that no older one is taken when it comes back.
/// </summary>
internal sealed class BundleFiles(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Kept = ".json";
    private const string Aside = ".left";
    private const string First = ".first";

    /// <summary>The bundle that was kept; null when there is none that can be read.</summary>
    public TrustBundle? Read(TrustDomain trustDomain) => Read(trustDomain, Kept);

    /// <summary>The sequence of the bundle that was set aside; null when there is none.</summary>
    public long? Left(TrustDomain trustDomain) => Read(trustDomain, Aside)?.Sequence;

    /// <summary>The digest of the bundle file that was looked at last; null when none was.</summary>
    public Digest256? FirstLookedAt(TrustDomain trustDomain)
    {
        try
        {
            return Digest256.TryParse(File.ReadAllText(PathOf(trustDomain, First)), out var digest) ? digest : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Remembers that a bundle file was looked at.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    public void LookedAt(TrustDomain trustDomain, Digest256 digest) => Write(PathOf(trustDomain, First), Encoding.UTF8.GetBytes(digest.ToString()));

    /// <summary>Keeps a bundle in the place of the one before. It is durable when this returns.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    public void Write(TrustBundle bundle) => Write(PathOf(bundle.TrustDomain, Kept), bundle.ToJson());

    /// <summary>Sets aside all but these.</summary>
    /// <exception cref="IOException">One could not be.</exception>
    public void KeepOnly(IEnumerable<TrustDomain> trustDomains)
    {
        var kept = trustDomains.SelectMany(trustDomain => (string[])[PathOf(trustDomain, Kept), PathOf(trustDomain, First)]).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            if (file.EndsWith(Kept, StringComparison.Ordinal) && !kept.Contains(file))
            {
                File.Move(file, Path.ChangeExtension(file, Aside), overwrite: true);
            }
            else if (!file.EndsWith(Aside, StringComparison.Ordinal) && !kept.Contains(file))
            {
                File.Delete(file);
            }
        }
    }

    private TrustBundle? Read(TrustDomain trustDomain, string kind)
    {
        try
        {
            var file = new FileInfo(PathOf(trustDomain, kind));
            return file.Exists && file.Length <= TrustBundle.MaxLength && TrustBundle.TryParse(File.ReadAllBytes(file.FullName), trustDomain, out var bundle, out _) ? bundle : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        var draft = path + "~";
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        Keys.SecretFile.Flush(folder);
    }

    private string PathOf(TrustDomain trustDomain, string kind) => Path.Combine(folder, Digest256.Sha256(Encoding.UTF8.GetBytes(trustDomain.ToString())) + kind);
}
