using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Writ.Authority.Keys;
using Writ.Domain;

namespace Writ.Authority.Secrets;

/// <summary>
/// Secrets in a file of the data folder. Each value is encrypted under a key of its own, which is sealed by the keyring for this name and version, so that no value can be
/// passed off as another's; the whole is sealed once more under the file's number. Each change makes a new file whole before the old one goes.
/// </summary>
public sealed class FileSecretStore : ISecretStore
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int KeyLength = 32;
    private const int MaxFile = 64 * 1024 * 1024;

    private readonly NumberedFiles files;
    private readonly IKeyring keyring;
    private readonly Lock gate = new();
    private ImmutableArray<Kept> all;
    private int number;

    private FileSecretStore(NumberedFiles files, IKeyring keyring, int number, ImmutableArray<Kept> all)
    {
        this.files = files;
        this.keyring = keyring;
        this.number = number;
        this.all = all;
    }

    /// <summary>Opens the secrets of a folder; there are none before the first is set.</summary>
    /// <param name="folder">The folder of the sealed keys, inside the data folder; absolute.</param>
    /// <param name="keyring">What seals them.</param>
    /// <exception cref="AuthorityException">They are not whole, not safe, or sealed by another keyring.</exception>
    public static FileSecretStore Open(string folder, IKeyring keyring)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        var stored = new NumberedFiles(folder, "secrets");
        var newest = stored.Newest;
        if (newest == 0)
        {
            return new FileSecretStore(stored, keyring, 0, []);
        }

        var path = stored.PathOf(newest);
        if (SecretFile.Read(path, "W2011", MaxFile) is not { } content || keyring.Open(content, FileContext(newest)) is not { } plain)
        {
            throw new AuthorityException("W2011", $"`{path}` cannot be opened by this installation's keys", "put the data and the keys back that belong together, from one backup");
        }

        // A crash between two changes leaves the older file, with values in it that were destroyed.
        stored.RemoveOlder(newest);
        return new FileSecretStore(stored, keyring, newest, Read(plain));
    }

    /// <inheritdoc />
    public ValueTask<ImmutableArray<SecretVersion>> VersionsAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new([.. all.Select(static k => k.Version).OrderBy(static v => v.Name).ThenBy(static v => v.Number)]);
        }
    }

    /// <inheritdoc />
    public ValueTask<SecretVersion> SetAsync(Slug name, SecretValue value, DateTimeOffset made, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (gate)
        {
            var version = new SecretVersion(name, all.Where(k => k.Version.Name == name).Select(static k => k.Version.Number).DefaultIfEmpty().Max() + 1, made, IsHeld: true);
            Replace([.. all.Select(k => k.Version.Name == name ? k.Destroyed() : k), Seal(version, value)]);
            return new(version);
        }
    }

    /// <inheritdoc />
    public ValueTask<bool> RemoveAsync(Slug name, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!all.Any(k => k.Version.Name == name && k.Version.IsHeld))
            {
                return new(false);
            }

            Replace([.. all.Select(k => k.Version.Name == name ? k.Destroyed() : k)]);
            return new(true);
        }
    }

    /// <inheritdoc />
    public ValueTask<(SecretVersion Version, SecretValue Value)?> TakeAsync(Slug name, CancellationToken cancellationToken)
    {
        Kept? kept;
        lock (gate)
        {
            kept = all.FirstOrDefault(k => k.Version.Name == name && k.Version.IsHeld);
        }

        return new(kept is not null && OpenValue(kept) is { } value ? (kept.Version, value) : null);
    }

    private static ImmutableArray<Kept> Read(byte[] plain)
    {
        // The seal proved that these are the bytes that Replace wrote, so their lengths hold.
        using var reader = new BinaryReader(new MemoryStream(plain));
        var kept = ImmutableArray.CreateBuilder<Kept>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var version = new SecretVersion(Slug.Parse(reader.ReadString()), reader.ReadInt32(), new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), reader.ReadBoolean());
            kept.Add(new Kept(version, reader.ReadBytes(reader.ReadInt32()), reader.ReadBytes(reader.ReadInt32())));
        }

        return kept.ToImmutable();
    }

    private static byte[] FileContext(int number) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"writ secrets {number}"));

    private static byte[] Context(SecretVersion version) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"writ secret {version.Name} {version.Number}"));

    private Kept Seal(SecretVersion version, SecretValue value)
    {
        var key = RandomNumberGenerator.GetBytes(KeyLength);
        var plain = value.AsSpan();
        var body = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(body.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(body.AsSpan(0, NonceLength), plain, body.AsSpan(NonceLength, plain.Length), body.AsSpan(body.Length - TagLength), Context(version));
        var sealedKey = keyring.Seal(key, Context(version));
        CryptographicOperations.ZeroMemory(key);
        return new Kept(version, sealedKey, body);
    }

    private SecretValue? OpenValue(Kept kept)
    {
        if (keyring.Open(kept.SealedKey, Context(kept.Version)) is not { Length: KeyLength } key || kept.Body.Length < NonceLength + TagLength)
        {
            return null;
        }

        var plain = new byte[kept.Body.Length - NonceLength - TagLength];
        try
        {
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(kept.Body.AsSpan(0, NonceLength), kept.Body.AsSpan(NonceLength, plain.Length), kept.Body.AsSpan(kept.Body.Length - TagLength), plain, Context(kept.Version));
            return SecretValue.Of(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private void Replace(ImmutableArray<Kept> after)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(after.Length);
            foreach (var kept in after)
            {
                writer.Write(kept.Version.Name.ToString());
                writer.Write(kept.Version.Number);
                writer.Write(kept.Version.Made.UtcTicks);
                writer.Write(kept.Version.IsHeld);
                writer.Write(kept.SealedKey.Length);
                writer.Write(kept.SealedKey);
                writer.Write(kept.Body.Length);
                writer.Write(kept.Body);
            }
        }

        try
        {
            files.Replace(number + 1, keyring.Seal(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), FileContext(number + 1)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It may have failed when the file was there already: then its number is taken, and the next change has to have another.
            number = Math.Max(number, files.Newest);
            throw;
        }

        number++;
        all = after;
    }

    private sealed record Kept(SecretVersion Version, byte[] SealedKey, byte[] Body)
    {
        public Kept Destroyed() => new(Version with { IsHeld = false }, [], []);

        public override string ToString() => Version.ToString();
    }
}
