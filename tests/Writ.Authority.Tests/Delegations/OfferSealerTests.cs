using System.Buffers.Text;
using Writ.Authority.Delegations;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Authority.Tests.Delegations;

public sealed class OfferSealerTests : IDisposable
{
    private readonly World world = new();
    private readonly OfferSealer sealer;

    public OfferSealerTests() => sealer = new OfferSealer(world.Keyring, world.Release.TrustDomain);

    private DelegationOffer Offer => new()
    {
        Decision = DecisionId.New(world.Ids),
        Parent = TaskId.New(world.Ids),
        Epoch = 3,
        To = "researcher",
        Details = """[{"type":"urn:writ:task","intent":"x","parameters":{"customer":"Grüße"}}]""",
        Within = "[]",
        Expires = world.Time.GetUtcNow().AddMinutes(5),
        Deadline = world.Time.GetUtcNow().AddMinutes(50),
    };

    public void Dispose() => world.Dispose();

    [Fact]
    public void Open_OfASealedOffer_GivesItBack()
    {
        var offer = Offer;
        Assert.Equal(offer, sealer.Open(sealer.Seal(offer)));
        Assert.Equal(offer with { Within = null }, sealer.Open(sealer.Seal(offer with { Within = null })));
    }

    [Fact]
    public void Open_OfAnyOtherText_IsNullAndNeverThrows()
    {
        var random = new Random(20261201);
        var token = sealer.Seal(Offer);
        foreach (var text in (string[])["", "wdl_", "wdl_A", "wdl_AAAA", "wdl_====", "wdl_\u0000", token[1..], token + "A", token.Replace('_', '-'), "wdl_" + new string('A', 70_000)])
        {
            Assert.Null(sealer.Open(text));
        }

        for (var i = 0; i < 2_000; i++)
        {
            var bytes = Base64Url.DecodeFromChars(token.AsSpan(4));
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Null(sealer.Open("wdl_" + Base64Url.EncodeToString(bytes)));
            Assert.Null(sealer.Open("wdl_" + Base64Url.EncodeToString(bytes.AsSpan(0, random.Next(bytes.Length)))));
        }
    }

    /// <summary>What was sealed for another purpose, or in another trust domain, is no offer here.</summary>
    [Fact]
    public void Open_OfWhatWasSealedForSomethingElse_IsNull()
    {
        Assert.Null(sealer.Open("wdl_" + Base64Url.EncodeToString(world.Keyring.Seal("{}"u8, "writ task v1"u8))));
        Assert.Null(new OfferSealer(world.Keyring, TrustDomain.Parse("elsewhere.example")).Open(sealer.Seal(Offer)));
    }
}
