using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Writ.TransparencyLog;

/// <summary>A SHA-256 hash of a leaf or a node of a Merkle tree (RFC 6962 §2.1): 32 bytes, compared as bytes.</summary>
public readonly struct TreeHash : IEquatable<TreeHash>
{
    /// <summary>The bytes in a hash.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const int StackLimit = 1024;

    private readonly Bytes _bytes;

    private TreeHash(Bytes bytes) => _bytes = bytes;

    /// <summary>The root of the tree without leaves: the hash of nothing (RFC 6962 §2.1).</summary>
    public static TreeHash EmptyRoot { get; } = Digest([]);

    /// <summary>Hashes the content of a leaf, under the prefix 0x00 (RFC 6962 §2.1).</summary>
    public static TreeHash OfLeaf(ReadOnlySpan<byte> content)
    {
        var length = content.Length + 1;
        var input = length <= StackLimit ? stackalloc byte[StackLimit] : new byte[length];
        input[0] = 0x00;
        content.CopyTo(input[1..]);
        return Digest(input[..length]);
    }

    /// <summary>Hashes two children, under the prefix 0x01, so that no node passes for a leaf (RFC 6962 §2.1).</summary>
    public static TreeHash OfNode(TreeHash left, TreeHash right)
    {
        Span<byte> input = stackalloc byte[1 + 2 * Size];
        input[0] = 0x01;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        return Digest(input);
    }

    /// <summary>Takes 32 bytes as a hash.</summary>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public static TreeHash FromBytes(ReadOnlySpan<byte> bytes) =>
        TryFromBytes(bytes, out var hash) ? hash : throw new ArgumentException($"a tree hash has {Size} bytes, not {bytes.Length}", nameof(bytes));

    /// <summary>Takes 32 bytes as a hash; false for any other length.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out TreeHash hash)
    {
        hash = default;
        if (bytes.Length != Size)
            return false;
        Bytes copy = default;
        bytes.CopyTo(copy);
        hash = new TreeHash(copy);
        return true;
    }

    /// <summary>Writes the 32 bytes to the start of the destination.</summary>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);

    /// <summary>The 32 bytes, in a new array.</summary>
    public byte[] ToArray() => ((ReadOnlySpan<byte>)_bytes).ToArray();

    /// <summary>The hash in standard base64, as checkpoints and proofs write it.</summary>
    public string ToBase64() => Convert.ToBase64String(_bytes);

    /// <inheritdoc/>
    public bool Equals(TreeHash other) => ((ReadOnlySpan<byte>)_bytes).SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TreeHash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => BinaryPrimitives.ReadInt32LittleEndian(_bytes);

    /// <summary>The hash in lower-case hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(_bytes);

    /// <summary>Whether both have the same bytes.</summary>
    public static bool operator ==(TreeHash left, TreeHash right) => left.Equals(right);

    /// <summary>Whether any byte differs.</summary>
    public static bool operator !=(TreeHash left, TreeHash right) => !left.Equals(right);

    private static TreeHash Digest(ReadOnlySpan<byte> input)
    {
        Bytes digest = default;
        SHA256.HashData(input, digest);
        return new TreeHash(digest);
    }

    [InlineArray(Size)]
    private struct Bytes
    {
        private byte _first;
    }
}
