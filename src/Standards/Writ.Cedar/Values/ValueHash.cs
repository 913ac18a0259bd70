using System.Runtime.InteropServices;

namespace Writ.Cedar.Values;

/// <summary>
/// Hashes of values that whoever picks the values cannot line up. The words are mixed under keys of this process, drawn by the runtime's own
/// keyed hash of strings, so a hash means nothing outside it.
/// </summary>
internal static class ValueHash
{
    private static readonly ulong Key0 = Draw("writ.cedar key 0");
    private static readonly ulong Key1 = Draw("writ.cedar key 1") | 1;
    private static readonly ulong Key2 = Draw("writ.cedar key 2");
    private static readonly ulong Key3 = Draw("writ.cedar key 3") | 1;

    /// <summary>The hash of a number of one kind.</summary>
    public static int Of(ValueKind kind, long bits) => Of(kind, MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in bits)));

    /// <summary>The hash of the bytes of one kind of value.</summary>
    public static int Of(ValueKind kind, ReadOnlySpan<byte> bytes) =>
        (int)Mixed(((ulong)(uint)string.GetHashCode(MemoryMarshal.Cast<byte, char>(bytes), StringComparison.Ordinal) << 8) | (uint)kind);

    /// <summary>
    /// What one member adds to a set. Members are summed, so each goes through this first: sums of sums are no longer equal whenever the leaves are.
    /// </summary>
    public static ulong OfMember(int hash) => Mixed((uint)hash);

    /// <summary>The hash of a set, of the sum of its members.</summary>
    public static int OfSet(ulong sum, int count) => (int)Mixed(sum ^ ((ulong)(uint)count << 32) ^ (ulong)ValueKind.Set);

    /// <summary>What one field adds to a record: its name and its value are bound to each other, and each is mixed before they meet.</summary>
    public static ulong OfField(string name, int hash) => Mixed(((ulong)(uint)string.GetHashCode(name, StringComparison.Ordinal) << 32) | (uint)hash);

    /// <summary>The hash of a record, of the sum of its fields.</summary>
    public static int OfRecord(ulong sum, int count) => (int)Mixed(sum ^ ((ulong)(uint)count << 32) ^ (ulong)ValueKind.Record);

    // Two products of 128 bits folded to 64 under secret factors: not linear, and not to be inverted without the keys.
    private static ulong Mixed(ulong word)
    {
        var high = Math.BigMul(word ^ Key0, Key1, out var low);
        high = Math.BigMul(high ^ low ^ Key2, Key3, out low);
        return high ^ low;
    }

    private static ulong Draw(string name) => ((ulong)(uint)string.GetHashCode(name + ".high", StringComparison.Ordinal) << 32) | (uint)string.GetHashCode(name + ".low", StringComparison.Ordinal);
}
