using System.Buffers.Binary;

namespace Writ.Domain;

/// <summary>The bytes whose RFC 6962 leaf hash stands in the log: the entry's index, eight bytes, big-endian, then its canonical bytes. An entry that was moved betrays itself.</summary>
public static class LedgerLeaf
{
    /// <summary>The length that an entry's leaf has.</summary>
    public static int Length(ReadOnlySpan<byte> entry) => sizeof(long) + entry.Length;

    /// <summary>Writes the leaf of an entry at an index.</summary>
    public static void Write(long index, ReadOnlySpan<byte> entry, Span<byte> leaf)
    {
        BinaryPrimitives.WriteInt64BigEndian(leaf, index);
        entry.CopyTo(leaf[sizeof(long)..]);
    }
}
