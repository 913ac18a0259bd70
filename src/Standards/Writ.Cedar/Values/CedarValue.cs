using System.Diagnostics.CodeAnalysis;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Values;

/// <summary>
/// A Cedar value. Two words wide: a Bool, Long, decimal, datetime or duration takes no allocation.
/// <c>default</c> is no value, of kind <see cref="ValueKind.None"/>.
/// </summary>
public readonly struct CedarValue : IEquatable<CedarValue>
{
    /// <summary>How many sets and records may stand in one another.</summary>
    public const int MaxDepth = 2_000;

    private static readonly Scalar BoolScalar = new(ValueKind.Bool);
    private static readonly Scalar LongScalar = new(ValueKind.Long);
    private static readonly Scalar DecimalScalar = new(ValueKind.Decimal);
    private static readonly Scalar DatetimeScalar = new(ValueKind.Datetime);
    private static readonly Scalar DurationScalar = new(ValueKind.Duration);

    // INVARIANT: for a scalar, _reference is its marker and _bits the number; otherwise _bits is the kind.
    private readonly object? _reference;
    private readonly long _bits;

    private CedarValue(object? reference, long bits)
    {
        _reference = reference;
        _bits = bits;
    }

    /// <summary>The type of the value.</summary>
    public ValueKind Kind => _reference is Scalar scalar ? scalar.Kind : (ValueKind)_bits;

    /// <summary>How many sets and records stand in one another; 0 for any other value.</summary>
    internal int Depth => _reference switch
    {
        CedarRecord record => record.Depth,
        CedarSet set => set.Depth,
        _ => 0,
    };

    /// <summary>Whether no string or name in it holds half a surrogate pair.</summary>
    internal bool IsText => _reference switch
    {
        string text => Names.IsText(text),
        CedarRecord record => record.IsText,
        CedarSet set => set.IsText,
        _ => true,
    };

    internal bool IsNone => _reference is null;

    /// <summary>Whether values of this type have an order written with <c>&lt;</c>.</summary>
    internal bool IsOrdered =>
        ReferenceEquals(_reference, LongScalar) || ReferenceEquals(_reference, DatetimeScalar) || ReferenceEquals(_reference, DurationScalar);

    internal bool Bool => _bits != 0;

    internal long Bits => _bits;

    internal string String => _reference as string ?? throw Misread();

    internal EntityUid Entity => _reference as EntityUid ?? throw Misread();

    internal CedarSet Set => _reference as CedarSet ?? throw Misread();

    internal CedarRecord Record => _reference as CedarRecord ?? throw Misread();

    internal IpAddressValue Ip => _reference as IpAddressValue ?? throw Misread();

    /// <summary>Makes a Bool.</summary>
    /// <param name="value">The content.</param>
    public static CedarValue From(bool value) => new(BoolScalar, value ? 1 : 0);

    /// <summary>Makes a Long.</summary>
    /// <param name="value">The content.</param>
    public static CedarValue From(long value) => new(LongScalar, value);

    /// <summary>Makes a String.</summary>
    /// <param name="value">The content.</param>
    public static CedarValue From(string value) => Of(value, ValueKind.String);

    /// <summary>Makes an entity reference.</summary>
    /// <param name="value">The content.</param>
    public static CedarValue From(EntityUid value) => Of(value, ValueKind.Entity);

    /// <summary>Makes a set.</summary>
    /// <param name="value">The content.</param>
    public static CedarValue From(CedarSet value) => Of(value, ValueKind.Set);

    /// <summary>Makes a record.</summary>
    /// <param name="value">The content.</param>
    public static CedarValue From(CedarRecord value) => Of(value, ValueKind.Record);

    /// <summary>Makes a decimal.</summary>
    /// <param name="value">The content.</param>
    public static CedarValue From(DecimalValue value) => new(DecimalScalar, value.Scaled);

    /// <summary>Makes an ipaddr.</summary>
    /// <param name="value">The content.</param>
    public static CedarValue From(IpAddressValue value) => Of(value, ValueKind.IpAddress);

    /// <summary>Makes a datetime.</summary>
    /// <param name="value">The content.</param>
    public static CedarValue From(DatetimeValue value) => new(DatetimeScalar, value.Milliseconds);

    /// <summary>Makes a duration.</summary>
    /// <param name="value">The content.</param>
    public static CedarValue From(DurationValue value) => new(DurationScalar, value.Milliseconds);

    /// <summary>Makes a set of strings, the commonest set.</summary>
    /// <param name="values">The members.</param>
    public static CedarValue SetOf(IEnumerable<string> values) => From(CedarSet.Of([.. values.Select(From)]));

    /// <summary>Makes a Bool.</summary>
    /// <param name="value">The content.</param>
    public static implicit operator CedarValue(bool value) => From(value);

    /// <summary>Makes a Long.</summary>
    /// <param name="value">The content.</param>
    public static implicit operator CedarValue(long value) => From(value);

    /// <summary>Makes a String.</summary>
    /// <param name="value">The content.</param>
    public static implicit operator CedarValue(string value) => From(value);

    /// <summary>Makes an entity reference.</summary>
    /// <param name="value">The content.</param>
    public static implicit operator CedarValue(EntityUid value) => From(value);

    /// <summary>Makes a set.</summary>
    /// <param name="value">The content.</param>
    public static implicit operator CedarValue(CedarSet value) => From(value);

    /// <summary>Makes a record.</summary>
    /// <param name="value">The content.</param>
    public static implicit operator CedarValue(CedarRecord value) => From(value);

    /// <summary>Makes a decimal.</summary>
    /// <param name="value">The content.</param>
    public static implicit operator CedarValue(DecimalValue value) => From(value);

    /// <summary>Makes an ipaddr.</summary>
    /// <param name="value">The content.</param>
    public static implicit operator CedarValue(IpAddressValue value) => From(value);

    /// <summary>Makes a datetime.</summary>
    /// <param name="value">The content.</param>
    public static implicit operator CedarValue(DatetimeValue value) => From(value);

    /// <summary>Makes a duration.</summary>
    /// <param name="value">The content.</param>
    public static implicit operator CedarValue(DurationValue value) => From(value);

    /// <summary>Whether both are the same value of the same type.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(CedarValue left, CedarValue right) => left.Equals(right);

    /// <summary>Whether the two differ in type or value.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(CedarValue left, CedarValue right) => !left.Equals(right);

    /// <summary>Reads a Bool; false when the value is of another type.</summary>
    /// <param name="value">The content.</param>
    public bool TryGetBool(out bool value)
    {
        var fits = ReferenceEquals(_reference, BoolScalar);
        value = fits && Bool;
        return fits;
    }

    /// <summary>Reads a Long; false when the value is of another type.</summary>
    /// <param name="value">The content.</param>
    public bool TryGetLong(out long value)
    {
        var fits = ReferenceEquals(_reference, LongScalar);
        value = fits ? _bits : 0;
        return fits;
    }

    /// <summary>Reads a String; false when the value is of another type.</summary>
    /// <param name="value">The content.</param>
    public bool TryGetString([NotNullWhen(true)] out string? value) => (value = _reference as string) is not null;

    /// <summary>Reads an entity reference; false when the value is of another type.</summary>
    /// <param name="value">The content.</param>
    public bool TryGetEntity([NotNullWhen(true)] out EntityUid? value) => (value = _reference as EntityUid) is not null;

    /// <summary>Reads a set; false when the value is of another type.</summary>
    /// <param name="value">The content.</param>
    public bool TryGetSet([NotNullWhen(true)] out CedarSet? value) => (value = _reference as CedarSet) is not null;

    /// <summary>Reads a record; false when the value is of another type.</summary>
    /// <param name="value">The content.</param>
    public bool TryGetRecord([NotNullWhen(true)] out CedarRecord? value) => (value = _reference as CedarRecord) is not null;

    /// <summary>Reads a decimal; false when the value is of another type.</summary>
    /// <param name="value">The content.</param>
    public bool TryGetDecimal(out DecimalValue value)
    {
        var fits = ReferenceEquals(_reference, DecimalScalar);
        value = new DecimalValue(fits ? _bits : 0);
        return fits;
    }

    /// <summary>Reads an ipaddr; false when the value is of another type.</summary>
    /// <param name="value">The content.</param>
    public bool TryGetIpAddress([NotNullWhen(true)] out IpAddressValue? value) => (value = _reference as IpAddressValue) is not null;

    /// <summary>Reads a datetime; false when the value is of another type.</summary>
    /// <param name="value">The content.</param>
    public bool TryGetDatetime(out DatetimeValue value)
    {
        var fits = ReferenceEquals(_reference, DatetimeScalar);
        value = new DatetimeValue(fits ? _bits : 0);
        return fits;
    }

    /// <summary>Reads a duration; false when the value is of another type.</summary>
    /// <param name="value">The content.</param>
    public bool TryGetDuration(out DurationValue value)
    {
        var fits = ReferenceEquals(_reference, DurationScalar);
        value = new DurationValue(fits ? _bits : 0);
        return fits;
    }

    /// <summary>Whether both are the same value of the same type. Values of different types are different, never an error.</summary>
    /// <param name="other">The other value.</param>
    public bool Equals(CedarValue other)
    {
        if (_bits != other._bits) return false;
        return ReferenceEquals(_reference, other._reference)
            || (_reference is not (null or Scalar) && _reference.Equals(other._reference));
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CedarValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _reference is Scalar scalar
        ? ValueHash.Of(scalar.Kind, _bits)
        : _reference?.GetHashCode() ?? 0;

    /// <summary>Writes the value as Cedar text.</summary>
    public override string ToString() => ValueText.Write(this);

    /// <summary>Whether both are scalars of one type.</summary>
    internal bool IsSameScalarAs(CedarValue other) => ReferenceEquals(_reference, other._reference);

    private static InvalidOperationException Misread() => new("the value is of another type");

    private static CedarValue Of(object value, ValueKind kind)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new CedarValue(value, (long)kind);
    }

    private sealed class Scalar(ValueKind kind)
    {
        public ValueKind Kind { get; } = kind;
    }
}
