using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>
/// The operator's credential of a single-user installation: 256 random bits, made at first start and written once to a file of the operator's own.
/// Writ keeps its SHA-256 only. There is no default, and no way to ask for it back.
/// </summary>
public sealed class OperatorCredential
{
    private const string Prefix = "wop_";
    private const int SecretLength = 32;
    private const int MaxLength = 256;

    private readonly byte[] digest;

    private OperatorCredential(Digest256 digest) => this.digest = digest.ToArray();

    /// <summary>Opens the credential, and makes it at the first start.</summary>
    /// <exception cref="AuthorityException">Its files are not safe, or do not belong together.</exception>
    public static OperatorCredential Open(OperatorCredentialOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var token = Read(options.TokenFile);
        var known = Read(options.DigestFile) is { } text
            ? Digest256.TryParse(text, out var parsed) ? parsed : throw Mismatch(options)
            : default;

        if (token is null && known.IsDefault)
        {
            token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretLength));
            SecretFile.Create(options.TokenFile, Encoding.ASCII.GetBytes(token + "\n"));
        }

        // The token's file may be gone: an operator who keeps it elsewhere took it away, and the digest still knows it.
        if (token is not null)
        {
            var made = Digest256.Sha256(Encoding.UTF8.GetBytes(token));
            if (known.IsDefault)
            {
                SecretFile.Create(options.DigestFile, Encoding.ASCII.GetBytes(made + "\n"));
                known = made;
            }
            else if (known != made)
            {
                throw Mismatch(options);
            }
        }

        return new OperatorCredential(known);
    }

    /// <summary>Makes the credential anew: the one of before is worth nothing, also where it was kept elsewhere.</summary>
    /// <exception cref="AuthorityException">Its files are not safe.</exception>
    public static OperatorCredential Replace(OperatorCredentialOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        // A crash in between leaves the old credential, or one half of the new; whoever calls this calls it again then.
        File.Delete(options.TokenFile);
        File.Delete(options.DigestFile);
        return Open(options);
    }

    /// <summary>Whether this is the credential. Takes the same time whatever was presented.</summary>
    public bool Matches(ReadOnlySpan<char> presented)
    {
        if (presented.Length > MaxLength)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(MaxLength)];
        Span<byte> hash = stackalloc byte[Digest256.Length];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(presented, bytes)], hash);
        return CryptographicOperations.FixedTimeEquals(hash, digest);
    }

    private static string? Read(string path) =>
        SecretFile.Read(path, "W2005", MaxLength) is { } bytes ? Encoding.UTF8.GetString(bytes).TrimEnd('\n') : null;

    private static AuthorityException Mismatch(OperatorCredentialOptions options) => new(
        "W2006",
        $"`{options.TokenFile}` is not the credential that `{options.DigestFile}` knows",
        "put the right file back, or remove both files to have a new credential made");
}
