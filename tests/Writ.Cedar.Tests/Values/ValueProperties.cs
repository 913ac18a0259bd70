using FsCheck;
using FsCheck.Fluent;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Values;

public sealed class ValueProperties
{
    private static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<char>().Where(c => !char.IsSurrogate(c)).ArrayOf().Select(chars => new string(chars));

    private static readonly Gen<long> Long = Gen.OneOf(ArbMap.Default.GeneratorFor<long>(), Gen.Elements(0L, 1L, -1L, long.MinValue, long.MaxValue));

    [Fact]
    public void ToString_AnyValue_ParsesBackToTheSameValue() => Always.Holds(Value(3), value => Given.Evaluate(value.ToString()).Value == value);

    [Fact]
    public void Equals_SameValueBuiltTwice_HasTheSameHash() => Always.Holds(Value(3), value =>
    {
        var again = Given.Evaluate(value.ToString()).Value;
        return again.GetHashCode() == value.GetHashCode();
    });

    [Fact]
    public void Decimal_AnyNumber_IsReadBack() => Always.Holds(Long, number =>
        DecimalValue.TryParse(new DecimalValue(number).ToString(), out var value) && value.Scaled == number);

    [Fact]
    public void Duration_AnyNumber_IsReadBack() => Always.Holds(Long, number =>
        DurationValue.TryParse(new DurationValue(number).ToString(), out var value) && value.Milliseconds == number);

    private static Gen<CedarValue> Value(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Elements<CedarValue>(true, false),
            Long.Select(CedarValue.From),
            Text.Select(CedarValue.From),
            Text.Select(id => CedarValue.From(EntityUid.Of("A::B", id))),
            Long.Select(number => CedarValue.From(new DecimalValue(number))),
            Long.Select(number => CedarValue.From(new DatetimeValue(number))),
            Long.Select(number => CedarValue.From(new DurationValue(number))),
            Gen.Elements("1.2.3.4/8", "::1", "2001:db8::/32").Select(text => CedarValue.From(IpAddressValue.TryParse(text, out var ip) ? ip : throw new FormatException())));
        if (depth == 0) return leaf;
        var inner = Value(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.ArrayOf(3).Select(items => CedarValue.From(CedarSet.Of(items))),
            from names in Text.ArrayOf(3)
            from values in inner.ArrayOf(3)
            select CedarValue.From(CedarRecord.Of([.. names.Distinct(StringComparer.Ordinal).Zip(values)])));
    }
}
