using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Writ.Domain;

/// <summary>Thirty-two bytes of SHA-256 or HMAC-SHA256. Written as 64 lower-case hexadecimal digits. The zero value is the digest of nothing.</summary>
public readonly struct Digest256 : IEquatable<Digest256>
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 32;

    private readonly UInt128 high;
    private readonly UInt128 low;

    /// <summary>Takes exactly thirty-two bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not thirty-two bytes long.</exception>
    public Digest256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("a digest is thirty-two bytes", nameof(bytes));
        }

        high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>True for the zero value, the digest of nothing.</summary>
    public bool IsDefault => high == 0 && low == 0;

    /// <summary>The SHA-256 of <paramref name="data"/>.</summary>
    public static Digest256 Sha256(ReadOnlySpan<byte> data)
    {
        Span<byte> bytes = stackalloc byte[Length];
        SHA256.HashData(data, bytes);
        return new Digest256(bytes);
    }

    /// <summary>Writes the thirty-two bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, high);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], low);
    }

    /// <summary>The thirty-two bytes, in a new array.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads 64 lower-case hexadecimal digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest256 digest)
    {
        digest = default;
        if (text is not { Length: 2 * Length } || text.AsSpan().ContainsAnyExcept("0123456789abcdef"))
        {
            return false;
        }

        digest = new Digest256(Convert.FromHexString(text));
        return true;
    }

    /// <inheritdoc />
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <inheritdoc />
    public bool Equals(Digest256 other) => high == other.high && low == other.low;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Digest256 other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(high, low);

    /// <summary>Equality of the bytes.</summary>
    public static bool operator ==(Digest256 left, Digest256 right) => left.Equals(right);

    /// <summary>Inequality of the bytes.</summary>
    public static bool operator !=(Digest256 left, Digest256 right) => !left.Equals(right);
}
