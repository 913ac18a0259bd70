using System.Collections.Immutable;
using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>
/// The keys of the identity authority in a file of the data folder, sealed by the keyring, whose own key-encryption key lies elsewhere: a copy of the data folder alone
/// yields nothing. Each change makes a new file under the next number; the one of the highest number counts, and is there whole or not at all.
/// </summary>
public sealed class FileIdentityKeys : IIdentityKeys, IDisposable
{
    private readonly NumberedFiles files;
    private readonly IKeyring keyring;
    private readonly Lock gate = new();
    private readonly Dictionary<(IdentityKeyKind Kind, int Number), HeldKey> held = [];
    private ImmutableArray<IdentityKey> all;
    private int generation;

    private FileIdentityKeys(NumberedFiles files, IKeyring keyring, int generation, IEnumerable<HeldKey> keys)
    {
        this.files = files;
        this.keyring = keyring;
        this.generation = generation;
        foreach (var key in keys)
        {
            held.Add((key.Public.Kind, key.Public.Number), key);
        }

        all = Kept();
    }

    /// <inheritdoc />
    public ImmutableArray<IdentityKey> All
    {
        get
        {
            lock (gate)
            {
                return all;
            }
        }
    }

    /// <summary>Opens the keys of a folder; there are none before the first change.</summary>
    /// <param name="folder">The folder of the sealed keys, inside the data folder; absolute.</param>
    /// <param name="keyring">What seals them.</param>
    /// <exception cref="AuthorityException">They are not whole, not safe, or sealed by another keyring.</exception>
    public static FileIdentityKeys Open(string folder, IKeyring keyring)
    {
        ArgumentNullException.ThrowIfNull(keyring);
        var stored = new NumberedFiles(folder, "identity");
        var newest = stored.Newest;
        if (newest == 0)
        {
            return new FileIdentityKeys(stored, keyring, 0, []);
        }

        var path = stored.PathOf(newest);
        var content = SecretFile.Read(path, "W2007", IdentityKeyFile.MaxLength);
        var keys = content is null ? null : IdentityKeyFile.Open(content, newest, keyring);
        if (keys is null)
        {
            throw new AuthorityException("W2007", $"`{path}` cannot be opened by this installation's keys", "put the data and the keys back that belong together, from one backup");
        }

        // A crash between two generations leaves the older, with keys in it that are destroyed.
        stored.RemoveOlder(newest);
        return new FileIdentityKeys(stored, keyring, newest, keys);
    }

    /// <inheritdoc />
    public IdentityKey Make(IdentityKeyKind kind, DateTimeOffset made, DateTimeOffset ends)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        lock (gate)
        {
            var number = held.Keys.Where(k => k.Kind == kind).Select(static k => k.Number).DefaultIfEmpty().Max() + 1;
            var fresh = new IdentityKey(kind, number, key.ExportSubjectPublicKeyInfo(), default, made, ends);
            held.Add((kind, number), new HeldKey(fresh, key.ExportPkcs8PrivateKey(), IsKept: false));
            return fresh;
        }
    }

    /// <inheritdoc />
    public byte[] Sign(IdentityKey key, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(key);
        HeldKey? found;
        lock (gate)
        {
            found = Find(key);
        }

        return found?.Signing.Sign(data) ?? throw new ArgumentException($"{key} is not held here", nameof(key));
    }

    /// <inheritdoc />
    public void Change(ImmutableArray<IdentityKey> made, ImmutableArray<IdentityKey> destroyed)
    {
        lock (gate)
        {
            var after = held.Values.Where(k => k.IsKept && !destroyed.Any(k.Is)).ToList();
            foreach (var key in made)
            {
                after.Add((Find(key) ?? throw new ArgumentException($"{key} is not held here", nameof(made))) with { Public = key, IsKept = true });
            }

            try
            {
                files.Replace(generation + 1, IdentityKeyFile.Seal(after, generation + 1, keyring));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // It may have failed when the file was there already: then its number is taken, and the next change has to have another.
                generation = Math.Max(generation, files.Newest);
                throw;
            }

            generation++;

            foreach (var key in destroyed)
            {
                if (held.Remove((key.Kind, key.Number), out var gone))
                {
                    gone.Dispose();
                }
            }

            foreach (var key in after)
            {
                held[(key.Public.Kind, key.Public.Number)] = key;
            }

            all = Kept();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var key in held.Values)
        {
            key.Dispose();
        }
    }

    private HeldKey? Find(IdentityKey key) => held.TryGetValue((key.Kind, key.Number), out var found) && found.Is(key) ? found : null;

    private ImmutableArray<IdentityKey> Kept() => [.. held.Values.Where(static k => k.IsKept).Select(static k => k.Public).OrderBy(static k => k.Made).ThenBy(static k => k.Number)];
}
