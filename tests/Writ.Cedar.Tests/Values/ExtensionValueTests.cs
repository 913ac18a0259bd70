using Writ.Cedar.Values;

namespace Writ.Cedar.Tests.Values;

public sealed class ExtensionValueTests
{
    [Theory]
    [InlineData("0.0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("1.5", 15_000)]
    [InlineData("00001.5000", 15_000)]
    [InlineData("-1.0001", -10_001)]
    [InlineData("922337203685477.5807", long.MaxValue)]
    [InlineData("-922337203685477.5808", long.MinValue)]
    public void Decimal_Strict_IsRead(string text, long scaled)
    {
        Assert.True(DecimalValue.TryParse(text, out var value));
        Assert.Equal(scaled, value.Scaled);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData("+1.0")]
    [InlineData("--1.0")]
    [InlineData("1.0e2")]
    [InlineData("1.00000")]
    [InlineData(" 1.0")]
    [InlineData("1.0 ")]
    [InlineData("1,0")]
    [InlineData("1.0.0")]
    [InlineData("１.0")]
    [InlineData("922337203685477.5808")]
    [InlineData("-922337203685477.5809")]
    [InlineData("99999999999999999999999999999999999999999999999999.0")]
    public void Decimal_Lenient_IsRefused(string text) => Assert.False(DecimalValue.TryParse(text, out _));

    [Theory]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("1.2.3.4/32", "1.2.3.4")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("255.255.255.255/9", "255.255.255.255/9")]
    [InlineData("::", "0:0:0:0:0:0:0:0")]
    [InlineData("::1/128", "0:0:0:0:0:0:0:1")]
    [InlineData("2001:DB8::aF/32", "2001:db8:0:0:0:0:0:af/32")]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    [InlineData("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8")]
    [InlineData("1::8/0", "1:0:0:0:0:0:0:8/0")]
    public void Ip_Strict_IsRead(string text, string shown)
    {
        Assert.True(IpAddressValue.TryParse(text, out var value));
        Assert.Equal(shown, value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.04")]
    [InlineData("1.2.3.4/33")]
    [InlineData("1.2.3.4/032")]
    [InlineData("1.2.3.4/00")]
    [InlineData("1.2.3.4/")]
    [InlineData("1.2.3.4/-1")]
    [InlineData("1.2.3.4/8/8")]
    [InlineData("1.2.3.4 ")]
    [InlineData("0x1.2.3.4")]
    [InlineData("16909060")]
    [InlineData("[::1]")]
    [InlineData("::1%eth0")]
    [InlineData("::1/129")]
    [InlineData("::ffff:1.2.3.4")]
    [InlineData("1::2::3")]
    [InlineData("1:::2")]
    [InlineData(":1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1::2:3:4:5:6:7:8")]
    [InlineData("00001::")]
    [InlineData("g::")]
    public void Ip_Lenient_IsRefused(string text) => Assert.False(IpAddressValue.TryParse(text, out _));

    [Theory]
    [InlineData("1970-01-01", 0)]
    [InlineData("1969-12-31", -86_400_000)]
    [InlineData("1970-01-01T00:00:00.001Z", 1)]
    [InlineData("1969-12-31T23:59:59.999Z", -1)]
    [InlineData("2024-02-29T12:30:15+0130", 1_709_204_415_000)]
    [InlineData("2024-02-29T12:30:15.250-2359", 1_709_296_155_250)]
    [InlineData("1970-01-01T00:00:00-0000", 0)]
    [InlineData("0000-01-01", -62_167_219_200_000)]
    [InlineData("0000-02-29", -62_162_121_600_000)]
    [InlineData("0001-01-01", -62_135_596_800_000)]
    [InlineData("9999-12-31T23:59:59.999Z", 253_402_300_799_999)]
    public void Datetime_Strict_IsRead(string text, long milliseconds)
    {
        Assert.True(DatetimeValue.TryParse(text, out var value));
        Assert.Equal(milliseconds, value.Milliseconds);
    }

    [Fact]
    public void Datetime_EveryDayOfFourCenturies_AgreesWithTheCalendar()
    {
        for (var day = new DateTime(1801, 1, 1, 0, 0, 0, DateTimeKind.Utc); day.Year < 2201; day = day.AddDays(1))
        {
            Assert.True(DatetimeValue.TryParse(day.ToString("yyyy-MM-dd"), out var value));
            Assert.Equal(new DateTimeOffset(day).ToUnixTimeMilliseconds(), value.Milliseconds);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024-1-1")]
    [InlineData("24-01-01")]
    [InlineData("10000-01-01")]
    [InlineData("-0001-01-01")]
    [InlineData("+2024-01-01")]
    [InlineData("2024-00-01")]
    [InlineData("2024-13-01")]
    [InlineData("2024-01-00")]
    [InlineData("2024-04-31")]
    [InlineData("2023-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("2024-01-01Z")]
    [InlineData("2024-01-01T00:00:00")]
    [InlineData("2024-01-01t00:00:00Z")]
    [InlineData("2024-01-01T00:00:00z")]
    [InlineData("2024-01-01 00:00:00Z")]
    [InlineData("2024-01-01T24:00:00Z")]
    [InlineData("2024-01-01T23:60:00Z")]
    [InlineData("2024-01-01T23:59:60Z")]
    [InlineData("2024-01-01T00:00Z")]
    [InlineData("2024-01-01T00:00:00.1Z")]
    [InlineData("2024-01-01T00:00:00.12Z")]
    [InlineData("2024-01-01T00:00:00.1234Z")]
    [InlineData("2024-01-01T00:00:00+01:00")]
    [InlineData("2024-01-01T00:00:00+01")]
    [InlineData("2024-01-01T00:00:00+2400")]
    [InlineData("2024-01-01T00:00:00+2360")]
    [InlineData("2024-01-01T00:00:00Z ")]
    public void Datetime_Lenient_IsRefused(string text) => Assert.False(DatetimeValue.TryParse(text, out _));

    [Theory]
    [InlineData("0ms", 0)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("-1h30m", -5_400_000)]
    [InlineData("1m1ms", 60_001)]
    [InlineData("0001d", 86_400_000)]
    [InlineData("1d1ms", 86_400_001)]
    [InlineData("9223372036854775807ms", long.MaxValue)]
    [InlineData("-9223372036854775808ms", long.MinValue)]
    public void Duration_Strict_IsRead(string text, long milliseconds)
    {
        Assert.True(DurationValue.TryParse(text, out var value));
        Assert.Equal(milliseconds, value.Milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1")]
    [InlineData("d")]
    [InlineData("+1d")]
    [InlineData("1.5h")]
    [InlineData("1d 2h")]
    [InlineData("2h1d")]
    [InlineData("1d1d")]
    [InlineData("1ms1s")]
    [InlineData("1D")]
    [InlineData("1h-30m")]
    [InlineData("1hm")]
    [InlineData("9223372036854775808ms")]
    [InlineData("-9223372036854775809ms")]
    [InlineData("106751991168d")]
    [InlineData("99999999999999999999999999999999999999999999d")]
    public void Duration_Lenient_IsRefused(string text) => Assert.False(DurationValue.TryParse(text, out _));
}
