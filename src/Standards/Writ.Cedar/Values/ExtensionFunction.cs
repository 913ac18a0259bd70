namespace Writ.Cedar.Values;

/// <summary>The functions of the extension types.</summary>
public enum ExtensionFunction
{
    /// <summary><c>decimal("1.23")</c>.</summary>
    Decimal,

    /// <summary><c>ip("10.0.0.0/8")</c>.</summary>
    Ip,

    /// <summary><c>datetime("2026-01-01")</c>.</summary>
    Datetime,

    /// <summary><c>duration("1h30m")</c>.</summary>
    Duration,

    /// <summary><c>a.lessThan(b)</c>, on decimals.</summary>
    LessThan,

    /// <summary><c>a.lessThanOrEqual(b)</c>, on decimals.</summary>
    LessThanOrEqual,

    /// <summary><c>a.greaterThan(b)</c>, on decimals.</summary>
    GreaterThan,

    /// <summary><c>a.greaterThanOrEqual(b)</c>, on decimals.</summary>
    GreaterThanOrEqual,

    /// <summary><c>a.isIpv4()</c>.</summary>
    IsIpv4,

    /// <summary><c>a.isIpv6()</c>.</summary>
    IsIpv6,

    /// <summary><c>a.isLoopback()</c>.</summary>
    IsLoopback,

    /// <summary><c>a.isMulticast()</c>.</summary>
    IsMulticast,

    /// <summary><c>a.isInRange(range)</c>.</summary>
    IsInRange,

    /// <summary><c>datetime.offset(duration)</c>.</summary>
    Offset,

    /// <summary><c>datetime.durationSince(datetime)</c>.</summary>
    DurationSince,

    /// <summary><c>datetime.toDate()</c>: midnight of the same day.</summary>
    ToDate,

    /// <summary><c>datetime.toTime()</c>: the duration since midnight.</summary>
    ToTime,

    /// <summary><c>duration.toMilliseconds()</c>.</summary>
    ToMilliseconds,

    /// <summary><c>duration.toSeconds()</c>, cut toward zero.</summary>
    ToSeconds,

    /// <summary><c>duration.toMinutes()</c>, cut toward zero.</summary>
    ToMinutes,

    /// <summary><c>duration.toHours()</c>, cut toward zero.</summary>
    ToHours,

    /// <summary><c>duration.toDays()</c>, cut toward zero.</summary>
    ToDays,
}
