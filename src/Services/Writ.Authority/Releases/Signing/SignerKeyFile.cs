using System.Security.Cryptography;
using System.Text;
using Writ.Authority.Keys;
using Writ.Jose;
using SigningKey = Writ.Jose.SigningKey;

namespace Writ.Authority.Releases.Signing;

/// <summary>A signer's private key: PKCS #8 in PEM, in a file that its owner alone may read. It belongs where no agent and no Writ runs.</summary>
public static class SignerKeyFile
{
    private const int MaxLength = 4096;

    /// <summary>Makes a key in a file that must not exist yet; gives its public half.</summary>
    /// <param name="path">The file; absolute.</param>
    /// <exception cref="AuthorityException">The file exists, or cannot be made.</exception>
    public static PublicJwk Create(string path)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            SecretFile.Create(path, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityException("W1942", File.Exists(path) ? $"`{path}` exists already" : $"`{path}` cannot be made", "name a file that is not there yet, in a folder that is yours", exception);
        }

        return PublicJwk.FromEcdsa(key);
    }

    /// <summary>Reads a key; the caller disposes it.</summary>
    /// <param name="path">The file; absolute.</param>
    /// <exception cref="AuthorityException">There is none, others may read it, or it holds no key on P-256.</exception>
    public static SigningKey Read(string path)
    {
        var bytes = SecretFile.Read(path, "W1942", MaxLength) ?? throw new AuthorityException("W1942", $"there is no file `{path}`", "make one with `writ release key`");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Encoding.ASCII.GetString(bytes));
            return SigningKey.Adopt(key);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new AuthorityException("W1942", $"`{path}` holds no private EC key on P-256", "make one with `writ release key`");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
