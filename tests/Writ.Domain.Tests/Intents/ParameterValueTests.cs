using System.Globalization;
using FsCheck.Fluent;

namespace Writ.Domain.Tests.Intents;

public sealed class ParameterValueTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-1", -1L)]
    [InlineData("+1", 1L)]
    [InlineData("007", 7L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Read_WholeNumber_IsTheNumber(string text, long number) =>
        Assert.Equal(new ParameterValue.Number(number), ParameterValue.Read(ParameterType.Long, text));

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\0")]
    [InlineData("1,000")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("0x1")]
    [InlineData("(1)")]
    [InlineData("--1")]
    [InlineData("\u0661")]
    [InlineData("\uff11")]
    [InlineData("\u22121")]
    [InlineData("9223372036854775808")]
    public void Read_NotAWholeNumber_IsNothing(string text) => Assert.Null(ParameterValue.Read(ParameterType.Long, text));

    [Theory]
    [InlineData("True")]
    [InlineData("1")]
    [InlineData("yes")]
    [InlineData("true ")]
    [InlineData("")]
    public void Read_NotATruthValue_IsNothing(string text) => Assert.Null(ParameterValue.Read(ParameterType.Bool, text));

    [Fact]
    public void Read_NoTypeOrAnUnknownOne_IsNothing()
    {
        Assert.Null(ParameterValue.Read(ParameterType.None, "x"));
        Assert.Null(ParameterValue.Read((ParameterType)99, "x"));
    }

    [Fact]
    public void Form_OfAnyNumber_IsReadBack() =>
        Properties.Hold(
            from high in Gen.Choose(int.MinValue, int.MaxValue) from low in Gen.Choose(0, int.MaxValue) select ((long)high << 31) | (long)low,
            static number => ParameterValue.Read(ParameterType.Long, new ParameterValue.Number(number).Form) == new ParameterValue.Number(number));

    [Fact]
    public void Form_OfTextAndTruth_IsReadBack()
    {
        foreach (var text in new[] { "", "T-1", "a b", "\u00fc\0\n", "true", "7" })
        {
            Assert.Equal(new ParameterValue.Text(text), ParameterValue.Read(ParameterType.String, new ParameterValue.Text(text).Form));
        }

        Assert.Equal(new ParameterValue.Truth(true), ParameterValue.Read(ParameterType.Bool, "true"));
        Assert.Equal(new ParameterValue.Truth(false), ParameterValue.Read(ParameterType.Bool, new ParameterValue.Truth(false).Form));
    }

    [Fact]
    public void ToString_OfEveryKind_NeverShowsTheValue()
    {
        Assert.Equal("Text", new ParameterValue.Text("planted").ToString());
        Assert.Equal("Number", new ParameterValue.Number(424242).ToString());
        Assert.Equal("Truth", new ParameterValue.Truth(true).ToString());
        Assert.Equal("Text", string.Create(CultureInfo.InvariantCulture, $"{new ParameterValue.Text("planted")}"));
        Assert.DoesNotContain("planted", new ParameterBinding.Bound(Given.Opened(null, null, ("x", new ParameterValue.Text("planted"))).Parameters).ToString(), StringComparison.Ordinal);
    }
}
