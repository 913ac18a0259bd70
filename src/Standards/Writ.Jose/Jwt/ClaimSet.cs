using System.Diagnostics.CodeAnalysis;
using System.Collections.Immutable;
using System.Text.Json;

namespace Writ.Jose;

/// <summary>
/// The members of a JSON object that was read strictly: UTF-8, no name twice at any depth, at most 16 levels. Each reader
/// gives false both for a claim that is absent and for one of another kind; nothing is converted.
/// </summary>
public sealed class ClaimSet
{
    /// <summary>The most bytes of an object that are read.</summary>
    public const int MaxLength = 64 * 1024;

    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly Dictionary<string, Range> _members;

    // INVARIANT: the bytes passed StrictJson and nobody else can write to them.
    private ClaimSet(ReadOnlyMemory<byte> checkedUtf8) => (_utf8, _members) = (checkedUtf8, Index(checkedUtf8.Span));

    /// <summary>The names of the members, in no order.</summary>
    public IReadOnlyCollection<string> Names => _members.Keys;

    /// <summary>The object as it was written.</summary>
    public ReadOnlyMemory<byte> Json => _utf8;

    /// <summary>Reads an object, or says why the bytes are none that is believed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out ClaimSet? claims, out JoseRefusal refusal) =>
        TryParse(utf8, MaxLength, out claims, out refusal);

    /// <summary>Reads an object of at most so many bytes, or says why the bytes are none that is believed.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, int maxLength, [NotNullWhen(true)] out ClaimSet? claims, out JoseRefusal refusal) =>
        TryAdopt(utf8.Length > maxLength ? default : utf8.ToArray(), out claims, out refusal, utf8.Length > maxLength);

    /// <summary>Whether there is a member of the name, whatever its value.</summary>
    public bool Contains(string name) => _members.ContainsKey(name);

    /// <summary>Reads a string.</summary>
    public bool TryGetString(string name, [NotNullWhen(true)] out string? value)
    {
        value = TryRead(name, JsonTokenType.String, out var reader) ? reader.GetString() : null;
        return value is not null;
    }

    /// <summary>Reads an integer written without fraction or exponent.</summary>
    public bool TryGetInt64(string name, out long value)
    {
        value = 0;
        return TryRead(name, JsonTokenType.Number, out var reader) && !reader.ValueSpan.ContainsAny((byte)'.', (byte)'e', (byte)'E') && reader.TryGetInt64(out value);
    }

    /// <summary>Reads an instant: a NumericDate of whole seconds since 1970, not negative (RFC 7519 §2).</summary>
    public bool TryGetInstant(string name, out DateTimeOffset value)
    {
        var valid = TryGetInt64(name, out var seconds) && seconds >= 0 && seconds <= LastSecond;
        value = valid ? DateTimeOffset.FromUnixTimeSeconds(seconds) : default;
        return valid;
    }

    /// <summary>Reads true or false.</summary>
    public bool TryGetBoolean(string name, out bool value)
    {
        value = TryRead(name, JsonTokenType.True, out _);
        return value || TryRead(name, JsonTokenType.False, out _);
    }

    /// <summary>Reads a string, as a list of one, or an array of strings only, as <c>aud</c> is written (RFC 7519 §4.1.3).</summary>
    public bool TryGetStrings(string name, out ImmutableArray<string> values)
    {
        values = [];
        if (TryGetString(name, out var one))
        {
            values = [one];
            return true;
        }
        if (!TryRead(name, JsonTokenType.StartArray, out var reader))
            return false;
        var read = ImmutableArray.CreateBuilder<string>();
        while (reader.Read() && reader.TokenType is JsonTokenType.String)
            read.Add(reader.GetString()!);
        if (reader.TokenType is not JsonTokenType.EndArray)
            return false;
        values = read.ToImmutable();
        return true;
    }

    /// <summary>Reads an object, such as <c>cnf</c> or <c>act</c>.</summary>
    public bool TryGetObject(string name, [NotNullWhen(true)] out ClaimSet? value)
    {
        value = TryRead(name, JsonTokenType.StartObject, out _) ? new ClaimSet(_utf8[_members[name]]) : null;
        return value is not null;
    }

    /// <summary>Gives a member's value as the JSON it was written as, whatever it is.</summary>
    public bool TryGetJson(string name, out ReadOnlyMemory<byte> json)
    {
        var found = _members.TryGetValue(name, out var range);
        json = found ? _utf8[range] : default;
        return found;
    }

    /// <summary>Takes bytes that nobody else holds.</summary>
    internal static bool TryAdopt(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out ClaimSet? claims, out JoseRefusal refusal, bool tooLong = false)
    {
        refusal = tooLong ? JoseRefusal.TooLong : StrictJson.Check(utf8.Span);
        claims = refusal is JoseRefusal.None ? new ClaimSet(utf8) : null;
        return claims is not null;
    }

    private static Dictionary<string, Range> Index(ReadOnlySpan<byte> utf8)
    {
        var members = new Dictionary<string, Range>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            members.Add(name, start..(int)reader.BytesConsumed);
        }
        return members;
    }

    private bool TryRead(string name, JsonTokenType kind, out Utf8JsonReader reader)
    {
        reader = default;
        if (!_members.TryGetValue(name, out var range))
            return false;
        reader = new Utf8JsonReader(_utf8.Span[range]);
        return reader.Read() && reader.TokenType == kind;
    }
}
