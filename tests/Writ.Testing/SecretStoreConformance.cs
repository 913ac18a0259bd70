using System.Text;
using Writ.Domain;

namespace Writ.Testing;

/// <summary>What every <see cref="ISecretStore"/> does.</summary>
public abstract class SecretStoreConformance
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Slug GitHub = Slug.Parse("github");
    private static readonly Slug Crm = Slug.Parse("crm");

    /// <summary>The store under test; empty.</summary>
    protected abstract ISecretStore Store { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_ThenTaken_GivesValueAndVersion()
    {
        Assert.Null(await Store.TakeAsync(GitHub, Cancelled));
        Assert.Equal(new SecretVersion(GitHub, 1, Noon, IsHeld: true), await SetAsync(GitHub, "first"));
        Assert.Equal((1, "first"), await TakenAsync(GitHub));
        Assert.Null(await Store.TakeAsync(Crm, Cancelled));
    }

    [Fact]
    public async Task Set_Again_TakesTheNewestAndDestroysTheOld()
    {
        await SetAsync(GitHub, "first");
        await SetAsync(Crm, "other");
        Assert.Equal(2, (await SetAsync(GitHub, "second")).Number);
        Assert.Equal((2, "second"), await TakenAsync(GitHub));
        Assert.Equal((1, "other"), await TakenAsync(Crm));
        Assert.Equal(
            [new(Crm, 1, Noon, true), new(GitHub, 1, Noon, false), new(GitHub, 2, Noon, true)],
            (await Store.VersionsAsync(Cancelled)).AsEnumerable());
    }

    [Fact]
    public async Task Remove_HeldAndNot_IsToldApartAndNoNumberComesTwice()
    {
        Assert.False(await Store.RemoveAsync(GitHub, Cancelled));
        await SetAsync(GitHub, "first");
        Assert.True(await Store.RemoveAsync(GitHub, Cancelled));
        Assert.False(await Store.RemoveAsync(GitHub, Cancelled));
        Assert.Null(await Store.TakeAsync(GitHub, Cancelled));
        Assert.Equal(2, (await SetAsync(GitHub, "again")).Number);
    }

    [Fact]
    public async Task Set_LongestAndForeignLetters_ComesBackAsItWas()
    {
        foreach (var text in (string[])[new string('x', SecretValue.MaxLength), "pässwörd\t密"])
        {
            await SetAsync(GitHub, text);
            Assert.Equal(text, (await TakenAsync(GitHub)).Text);
        }
    }

    [Fact]
    public async Task EveryMember_ManyAtOnce_StaysWhole()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var name = Slug.Parse($"s{n}");
            for (var i = 1; i <= 5; i++)
            {
                Assert.Equal(i, (await SetAsync(name, $"{n} {i}")).Number);
                Assert.Equal((i, $"{n} {i}"), await TakenAsync(name));
            }
        })));
        Assert.Equal(8, (await Store.VersionsAsync(Cancelled)).Count(static v => v.IsHeld));
    }

    private async Task<SecretVersion> SetAsync(Slug name, string text)
    {
        using var value = SecretValue.Of(Encoding.UTF8.GetBytes(text)) ?? throw new ArgumentException("no value", nameof(text));
        return await Store.SetAsync(name, value, Noon, Cancelled);
    }

    private async Task<(int Version, string Text)> TakenAsync(Slug name) =>
        await Store.TakeAsync(name, Cancelled) is { } taken ? (taken.Version.Number, taken.Value.Reveal()) : default;
}
