using System.Buffers.Text;
using System.Security.Cryptography;

namespace Writ.Authority.Keys;

/// <summary>Where the key-encryption key comes from: 32 bytes that lie outside the data folder. Only a file is made at the first start; from elsewhere the key is brought.</summary>
public abstract class KeyEncryptionKeySource
{
    /// <summary>The length of the key, in bytes.</summary>
    public const int KeyLength = 32;

    private protected KeyEncryptionKeySource()
    {
    }

    /// <summary>Where it is, for messages; never the key.</summary>
    public abstract override string ToString();

    /// <summary>From a file that its owner alone may read, made at the first start.</summary>
    /// <param name="path">The file; absolute.</param>
    public static KeyEncryptionKeySource File(string path) => new FromFile(path);

    /// <summary>From an environment variable, in base64 or base64url. It is taken out of the environment, so that no process which Writ starts inherits it.</summary>
    /// <param name="variable">The variable's name.</param>
    public static KeyEncryptionKeySource Environment(string variable)
    {
        string? taken = null;
        return new FromText($"the environment variable `{variable}`", () =>
        {
            // Writ may start anew in this process, when the variable is gone.
            taken ??= System.Environment.GetEnvironmentVariable(variable);
            System.Environment.SetEnvironmentVariable(variable, null);
            return taken;
        });
    }

    /// <summary>From what a command prints, in base64 or base64url, such as a vault's own program.</summary>
    /// <param name="command">The command, for messages.</param>
    /// <param name="output">Runs it, and gives what it printed; null when it failed.</param>
    public static KeyEncryptionKeySource Command(string command, Func<string?> output) => new FromText($"the command `{command}`", output);

    /// <summary>The key; made when it may be and there is none.</summary>
    /// <exception cref="AuthorityException">There is none, or it is not safe or not whole.</exception>
    internal abstract byte[] Open(bool mayMake);

    private sealed class FromFile(string path) : KeyEncryptionKeySource
    {
        public override string ToString() => path;

        internal override byte[] Open(bool mayMake)
        {
            if (SecretFile.Read(path, "W2002", KeyLength) is { } found)
            {
                return found.Length == KeyLength
                    ? found
                    : throw new AuthorityException("W2002", $"`{path}` is not a key of {KeyLength} bytes", "put the original file back from a backup");
            }

            if (!mayMake)
            {
                throw new AuthorityException("W2001", $"the key-encryption key `{path}` is missing while sealed keys exist", "put the file back from a backup; it is never made anew");
            }

            var made = RandomNumberGenerator.GetBytes(KeyLength);
            SecretFile.Create(path, made);
            return made;
        }
    }

    // Kept once it was read: a variable is taken out of the environment, and Writ may start anew in the same process.
    private sealed class FromText(string name, Func<string?> read) : KeyEncryptionKeySource
    {
        private byte[]? kept;

        public override string ToString() => name;

        internal override byte[] Open(bool mayMake) => [.. kept ??= Read()];

        private byte[] Read()
        {
            var text = read()?.Trim();
            if (string.IsNullOrEmpty(text))
            {
                throw new AuthorityException("W2008", $"{name} gives no key-encryption key", $"let it give {KeyLength} random bytes in base64, such as those of `openssl rand -base64 {KeyLength}`, and keep them safe");
            }

            // What it gave is not repeated: it may be most of a key.
            return Decoded(text) is { Length: KeyLength } key
                ? key
                : throw new AuthorityException("W2008", $"what {name} gives is not {KeyLength} bytes in base64", "give the key that this installation was made with, whole");
        }

        private static byte[]? Decoded(string text)
        {
            try
            {
                return text.AsSpan().ContainsAny('-', '_') ? Base64Url.DecodeFromChars(text) : Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }
}
