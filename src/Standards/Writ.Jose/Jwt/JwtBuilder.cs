using System.Buffers;
using System.Text.Json;

namespace Writ.Jose;

/// <summary>
/// Writes the claims of one token, in the order they are given, and signs them (RFC 7519 §7.1). Not safe for threads; used
/// once. Each name is written once: a second one is the caller's mistake.
/// </summary>
public sealed class JwtBuilder
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Utf8JsonWriter _writer;
    private readonly string? _type;
    private bool _finished;

    /// <summary>Begins a token.</summary>
    /// <param name="type">Its type, <c>typ</c>, such as <c>at+jwt</c> (RFC 9068 §2.1); null leaves it out.</param>
    public JwtBuilder(string? type)
    {
        _type = type;
        _writer = new Utf8JsonWriter(_buffer, StrictJson.Writing);
        _writer.WriteStartObject();
    }

    /// <summary>Writes a string.</summary>
    public JwtBuilder Claim(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Write(name, writer => writer.WriteStringValue(value));
    }

    /// <summary>Writes an integer.</summary>
    public JwtBuilder Claim(string name, long value) => Write(name, writer => writer.WriteNumberValue(value));

    /// <summary>Writes true or false.</summary>
    public JwtBuilder Claim(string name, bool value) => Write(name, writer => writer.WriteBooleanValue(value));

    /// <summary>Writes an instant as whole seconds since 1970, rounded down (RFC 7519 §2).</summary>
    public JwtBuilder Claim(string name, DateTimeOffset value) => Claim(name, value.ToUnixTimeSeconds());

    /// <summary>Writes an array of strings.</summary>
    public JwtBuilder Claim(string name, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Write(name, writer =>
        {
            writer.WriteStartArray();
            foreach (var value in values)
                writer.WriteStringValue(value);
            writer.WriteEndArray();
        });
    }

    /// <summary>Writes whatever the callback writes, which has to be one value.</summary>
    public JwtBuilder Claim(string name, Action<Utf8JsonWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        return Write(name, write);
    }

    /// <summary>Binds the token to a key that the bearer has to prove: <c>cnf.jkt</c> (RFC 9449 §6.1).</summary>
    public JwtBuilder Confirmation(JwkThumbprint thumbprint) => thumbprint.IsDefault
        ? throw new ArgumentException("thumbprint is the default value", nameof(thumbprint))
        : Write("cnf", writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("jkt", thumbprint.ToString());
            writer.WriteEndObject();
        });

    /// <summary>Ends the token, for a key kept elsewhere to sign.</summary>
    /// <param name="keyId">That key's id, <c>kid</c>; null leaves it out.</param>
    /// <exception cref="InvalidOperationException">The token was ended before, or a callback wrote something other than one value.</exception>
    public JwsDraft ToDraft(string? keyId)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        _finished = true;
        _writer.WriteEndObject();
        _writer.Dispose();
        // A callback has the whole writer and could write a name of its own: what is signed is what would be read.
        return StrictJson.Check(_buffer.WrittenSpan) is not JoseRefusal.None and var refusal
            ? throw new InvalidOperationException(refusal.Describe())
            : JwsDraft.Create(_type, keyId, _buffer.WrittenSpan);
    }

    /// <summary>Ends and signs the token.</summary>
    public string Sign(SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Sign(ToDraft(key.PublicKey.KeyId));
    }

    private JwtBuilder Write(string name, Action<Utf8JsonWriter> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ObjectDisposedException.ThrowIf(_finished, this);
        if (!_names.Add(name))
            throw new ArgumentException($"claim `{name}` is written twice", nameof(name));
        _writer.WritePropertyName(name);
        write(_writer);
        return this;
    }
}
