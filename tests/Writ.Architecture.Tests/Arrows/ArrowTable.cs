namespace Writ.Architecture.Tests.Arrows;

/// <summary>Rings and who may know whom, as eng/Arrows.props says and the build enforces.</summary>
internal static class ArrowTable
{
    private static readonly System.Xml.Linq.XElement Props = Repository.Xml(Repository.At("eng", "Arrows.props"));

    /// <summary>The rank of each ring; arrows point to the same rank or a lower one.</summary>
    public static IReadOnlyDictionary<string, int> Rings { get; } = Props.Descendants("Ring").ToDictionary(
        static r => r.Attribute("Include")!.Value, static r => int.Parse(r.Attribute("Rank")!.Value, System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Whom each project may know; `*` is everybody.</summary>
    public static IReadOnlyDictionary<string, string[]> Knows { get; } = Props.Descendants("Knows").ToDictionary(
        static k => k.Attribute("Include")!.Value, static k => k.Attribute("Of")!.Value.Split(';'), StringComparer.Ordinal);
}
