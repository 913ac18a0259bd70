using FsCheck;
using FsCheck.Fluent;

namespace Writ.Spiffe.Tests;

public sealed class SpiffeIdProperties
{
    private const string SegmentCharacters = "ABCXYZabcxyz0189.-_";
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(10_000);

    private static readonly Gen<string> Segment =
        Gen.Elements(SegmentCharacters.ToCharArray()).NonEmptyListOf().Select(c => new string([.. c.Take(20)])).Where(s => s is not ("." or ".."));

    private static readonly Gen<string> Name =
        Gen.Elements("abcxyz0189.-_".ToCharArray()).NonEmptyListOf().Select(c => new string([.. c.Take(40)]));

    private static readonly Gen<SpiffeId> Id =
        from name in Name
        from segments in Segment.NonEmptyListOf()
        select SpiffeId.FromSegments(TrustDomain.Parse(name), [.. segments.Take(8)]);

    [Fact]
    public void Parse_OfPrinted_IsIdentity() =>
        Check.One(Many, Prop.ForAll(Id.ToArbitrary(), id => SpiffeId.Parse(id.ToString()) == id));

    [Fact]
    public void FromSegments_OfOwnSegments_IsIdentity() =>
        Check.One(Many, Prop.ForAll(Id.ToArbitrary(), id => SpiffeId.FromSegments(id.TrustDomain, id.GetSegments()) == id && id.HasPathOf(id.GetSegments())));

    [Fact]
    public void TryParse_AnyText_AgreesWithItsReasonAndKeepsTheSpelling() =>
        Check.One(Many, Prop.ForAll(Spelled.ToArbitrary(), text =>
            SpiffeId.TryParse(text, out var id, out var error)
                ? error is SpiffeIdError.None && string.Equals(id.ToString(), text, StringComparison.Ordinal)
                : error is not SpiffeIdError.None && id.IsDefault));

    private static readonly Gen<string> Spelled =
        Gen.Elements("aA0.-_/%?#@:*\\ \0ä".ToCharArray()).ListOf().Select(c => "spiffe://a" + new string([.. c]));
}
