using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Writ.Jose;

/// <summary>The public keys of one issuer (RFC 7517 §5), imported once.</summary>
public sealed class JwkSet
{
    /// <summary>The most keys of a set that are read.</summary>
    public const int MaxKeys = 64;

    /// <summary>The most bytes of a set that are read.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>The use of keys that verify signatures (RFC 7517 §4.2).</summary>
    public const string SignatureUse = "sig";

    private JwkSet(ImmutableArray<PublicJwk> keys) => Keys = keys;

    /// <summary>The keys, in order.</summary>
    public ImmutableArray<PublicJwk> Keys { get; }

    /// <summary>Makes a set of keys.</summary>
    /// <exception cref="ArgumentException">Two keys have one id and algorithm.</exception>
    public static JwkSet Of(params ReadOnlySpan<PublicJwk> keys)
    {
        ImmutableArray<PublicJwk> all = [.. keys];
        return HasDuplicate(all) ? throw new ArgumentException(JoseRefusal.DuplicateKeyId.Describe(), nameof(keys)) : new JwkSet(all);
    }

    /// <summary>
    /// Reads a set, or says why it is refused. Keys of unsupported types, algorithms or other uses are left out (§5); a
    /// private or secret key refuses the whole set, and so does a malformed one of the use wanted.
    /// </summary>
    /// <param name="utf8">The set as JSON.</param>
    /// <param name="use">The use of the keys wanted; a key that states none counts as <see cref="SignatureUse"/>.</param>
    /// <param name="keys">The set.</param>
    /// <param name="refusal">Why there is none.</param>
    public static bool TryParse(ReadOnlySpan<byte> utf8, string use, [NotNullWhen(true)] out JwkSet? keys, out JoseRefusal refusal) =>
        TryParse(utf8, use, UnstatedAlgorithm.Rs256, out keys, out refusal);

    /// <summary>Reads a set, as the other does, and says what RSA keys that state no algorithm are good for.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, string use, UnstatedAlgorithm unstated, [NotNullWhen(true)] out JwkSet? keys, out JoseRefusal refusal)
    {
        ArgumentException.ThrowIfNullOrEmpty(use);
        keys = null;
        if (ClaimSet.TryParse(utf8, MaxLength, out var members, out refusal))
            refusal = Read(members, use, unstated, out keys);
        return keys is not null;
    }

    /// <summary>Writes the set as a JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteStartArray("keys");
        foreach (var key in Keys)
            key.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The set as JSON in UTF-8.</summary>
    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, StrictJson.Writing))
            WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Chooses the key of the header's id and algorithm; without an id, the only key of the algorithm.</summary>
    internal JoseRefusal Choose(JwsHeader header, out PublicJwk? key)
    {
        key = null;
        var named = header.KeyId is null ? Keys : [.. Keys.Where(k => string.Equals(k.KeyId, header.KeyId, StringComparison.Ordinal))];
        var fitting = named.Where(k => k.Verifies(header.Algorithm)).ToArray();
        if (fitting.Length is 1)
            key = fitting[0];
        return key is not null ? JoseRefusal.None
            : header.KeyId is not null && named.Length > 0 ? JoseRefusal.AlgorithmMismatch
            : JoseRefusal.UnknownKey;
    }

    private static JoseRefusal Read(ClaimSet members, string use, UnstatedAlgorithm unstated, out JwkSet? set)
    {
        set = null;
        if (!members.TryGetJson("keys", out var json))
            return JoseRefusal.KeyMalformed;
        var keys = ImmutableArray.CreateBuilder<PublicJwk>();
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartArray)
            return JoseRefusal.KeyMalformed;
        for (var count = 0; reader.Read() && reader.TokenType is not JsonTokenType.EndArray; count++)
        {
            if (count is MaxKeys)
                return JoseRefusal.TooManyKeys;
            if (reader.TokenType is not JsonTokenType.StartObject)
                return JoseRefusal.KeyMalformed;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!ClaimSet.TryAdopt(json[start..(int)reader.BytesConsumed], out var key, out var refusal))
                return refusal;
            if (PublicJwk.IsPrivate(key))
                return JoseRefusal.PrivateKey;
            if (key.TryGetString("use", out var stated) && !string.Equals(stated, use, StringComparison.Ordinal))
                continue;
            switch (PublicJwk.Read(key, null, unstated, out var read))
            {
                case JoseRefusal.None when string.Equals(read!.Use ?? SignatureUse, use, StringComparison.Ordinal):
                    keys.Add(read);
                    break;
                case JoseRefusal.None or JoseRefusal.KeyUnsupported:
                    break;
                case var refused:
                    return refused;
            }
        }
        var all = keys.ToImmutable();
        if (HasDuplicate(all))
            return JoseRefusal.DuplicateKeyId;
        set = new JwkSet(all);
        return JoseRefusal.None;
    }

    private static bool HasDuplicate(ImmutableArray<PublicJwk> keys) =>
        keys.Where(k => k.KeyId is not null).GroupBy(k => (k.KeyId, k.Algorithm)).Any(group => group.Count() > 1);
}
