using System.Collections.Frozen;

namespace Writ.Enforcement;

/// <summary>The methods of the Model Context Protocol that carry no authority: they open, keep up and list, and touch no data. Every other method is an action or is refused.</summary>
public static class ProtocolMethods
{
    /// <summary>The methods, requests and notifications.</summary>
    public static FrozenSet<string> WithoutAuthority { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        "initialize", "notifications/initialized", "ping", "tools/list", "notifications/cancelled", "notifications/progress", "logging/setLevel");
}
