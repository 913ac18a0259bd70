using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Writ.Domain;

/// <summary>
/// A universally unique, lexically sortable identifier: 48 bits of Unix milliseconds, 80 bits of chance.
/// Written as 26 lower-case Crockford base32 characters; exactly one spelling is accepted.
/// The zero value is <see cref="IsDefault"/> and names nothing.
/// </summary>
public readonly struct Ulid : IEquatable<Ulid>, IComparable<Ulid>
{
    /// <summary>The length of the text form, in characters.</summary>
    public const int TextLength = 26;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private readonly UInt128 value;

    private Ulid(UInt128 value) => this.value = value;

    /// <summary>True for the zero value, which names nothing.</summary>
    public bool IsDefault => value == 0;

    /// <summary>Makes an id from an instant and ten random bytes.</summary>
    /// <param name="at">The instant; its milliseconds since 1970 must fit 48 bits.</param>
    /// <param name="chance">Exactly ten bytes from a cryptographic source.</param>
    /// <exception cref="ArgumentException"><paramref name="chance"/> is not ten bytes long, or <paramref name="at"/> lies before 1970.</exception>
    public static Ulid Create(DateTimeOffset at, ReadOnlySpan<byte> chance)
    {
        if (chance.Length != 10)
        {
            throw new ArgumentException("a ULID takes ten random bytes", nameof(chance));
        }

        // The last instant of DateTimeOffset fits 48 bits; one before 1970 would sort after every other.
        var milliseconds = at.ToUnixTimeMilliseconds();
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds, nameof(at));
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, milliseconds << 16);
        chance.CopyTo(bytes[6..]);
        return new Ulid(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>The next id in order; used to keep ids of one millisecond increasing.</summary>
    /// <exception cref="OverflowException">There is none: the zero value, which names nothing, is never given.</exception>
    public Ulid Next() => new(checked(value + UInt128.One));

    /// <summary>Reads the one accepted spelling.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ulid id)
    {
        id = default;
        if (text.Length != TextLength || text[0] > '7')
        {
            return false;
        }

        UInt128 read = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            read = (read << 5) | (uint)digit;
        }

        id = new Ulid(read);
        return !id.IsDefault;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(TextLength, value, static (text, v) =>
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(v & 31)];
            v >>= 5;
        }
    });

    /// <inheritdoc />
    public bool Equals(Ulid other) => value == other.value;

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Ulid other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => value.GetHashCode();

    /// <inheritdoc />
    public int CompareTo(Ulid other) => value.CompareTo(other.value);

    /// <summary>Equality of the 128 bits.</summary>
    public static bool operator ==(Ulid left, Ulid right) => left.Equals(right);

    /// <summary>Inequality of the 128 bits.</summary>
    public static bool operator !=(Ulid left, Ulid right) => !left.Equals(right);

    /// <summary>Order of the 128 bits, which is order of time.</summary>
    public static bool operator <(Ulid left, Ulid right) => left.CompareTo(right) < 0;

    /// <summary>Order of the 128 bits, which is order of time.</summary>
    public static bool operator >(Ulid left, Ulid right) => left.CompareTo(right) > 0;

    /// <summary>Order of the 128 bits, which is order of time.</summary>
    public static bool operator <=(Ulid left, Ulid right) => left.CompareTo(right) <= 0;

    /// <summary>Order of the 128 bits, which is order of time.</summary>
    public static bool operator >=(Ulid left, Ulid right) => left.CompareTo(right) >= 0;
}
