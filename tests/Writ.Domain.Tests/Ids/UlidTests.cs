using FsCheck;
using FsCheck.Fluent;

namespace Writ.Domain.Tests.Ids;

public sealed class UlidTests
{
    private static readonly Gen<Ulid> Any =
        from milliseconds in Gen.Choose(0, int.MaxValue)
        from factor in Gen.Choose(1, 100)
        from chance in Gen.ArrayOf(Gen.Choose(0, 255).Select(static b => (byte)b), 10)
        select Ulid.Create(DateTimeOffset.UnixEpoch.AddMilliseconds((double)milliseconds * factor), chance);

    // What could stand in an id by mistake or on purpose: other cases, other alphabets' digits, separators, lone surrogates.
    private static readonly Gen<string> Hostile =
        from text in Any.Select(static u => u.ToString())
        from at in Gen.Choose(0, Ulid.TextLength - 1)
        from c in Gen.Elements("AZILOUilou 0-_\0\n\r\t\u00e9\u0130\u0131\u017f\u212a\u0660\u0967\uff10\uff41\u200b\u202e\ud800\udc00".ToCharArray())
        select text[..at] + c + text[(at + 1)..];

    [Fact]
    public void ToString_OfAny_IsReadBackAsTheSame() =>
        Properties.Hold(Any.Where(static u => !u.IsDefault), static ulid => Ulid.TryParse(ulid.ToString(), out var read) && read == ulid && ulid.ToString().Length == Ulid.TextLength);

    [Fact]
    public void TryParse_Hostile_HasOneSpellingOrIsRefused() =>
        Properties.Hold(Hostile, static text => !Ulid.TryParse(text, out var read) ? read.IsDefault : read.ToString() == text);

    [Fact]
    public void CompareTo_AnyTwo_IsTheOrderOfTheirText() =>
        Properties.Hold(Any.Two(), static pair => Math.Sign(pair.Item1.CompareTo(pair.Item2)) == Math.Sign(string.CompareOrdinal(pair.Item1.ToString(), pair.Item2.ToString())));

    [Fact]
    public void Create_LaterInstant_IsGreaterWhateverTheChance() =>
        Assert.True(Ulid.Create(Given.Noon, Enumerable.Repeat((byte)255, 10).ToArray()) < Ulid.Create(Given.Noon.AddMilliseconds(1), new byte[10]));

    [Fact]
    public void Create_KnownInstantAndChance_HasTheKnownText() =>
        Assert.Equal("01ka78m000000000000000007f", Ulid.Create(new DateTimeOffset(2025, 11, 16, 21, 20, 0, TimeSpan.Zero), [0, 0, 0, 0, 0, 0, 0, 0, 0, 239]).ToString());

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(11)]
    public void Create_NotTenBytes_Throws(int length) => Assert.Throws<ArgumentException>(() => Ulid.Create(Given.Noon, new byte[length]));

    [Fact]
    public void Create_Before1970_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Ulid.Create(DateTimeOffset.UnixEpoch.AddMilliseconds(-1), new byte[10]));

    [Fact]
    public void Create_LastInstantThereIs_StaysInOrder() => Assert.True(Ulid.Create(DateTimeOffset.MaxValue, new byte[10]) > Given.Ulid(1));

    [Fact]
    public void Next_OfAny_IsTheNextInOrder() =>
        Properties.Hold(Any, static ulid => ulid.Next() > ulid && ulid.Next() != ulid && !ulid.Next().IsDefault);

    [Fact]
    public void Next_OfTheLast_ThrowsRatherThanNamingNothing()
    {
        Assert.True(Ulid.TryParse("7zzzzzzzzzzzzzzzzzzzzzzzzz", out var last));
        Assert.Throws<OverflowException>(() => last.Next());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("00000000000000000000000000")]
    [InlineData("01ka78m000000000000000007")]
    [InlineData("01ka78m000000000000000007ff")]
    [InlineData("81ka78ftg0000000000000007f")]
    [InlineData("01KA78FTG0000000000000007F")]
    [InlineData("01ka78m00000000000000000if")]
    [InlineData("01ka78m00000000000000000of")]
    [InlineData(" 1ka78ftg0000000000000007f")]
    [InlineData("01ka78m000000000000000007\n")]
    [InlineData("01ka78m0000000000000000\uff107f")]
    public void TryParse_NotTheOneSpelling_IsRefused(string text)
    {
        Assert.False(Ulid.TryParse(text, out var read));
        Assert.True(read.IsDefault);
    }
}
