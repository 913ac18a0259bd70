using System.Text;
using Writ.Authority.Secrets;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Secrets;

public sealed class SecretBrokerTests : IDisposable
{
    private static readonly Slug Name = Slug.Parse("github");

    private readonly TempFolder folder = new();
    private readonly TestKeyring keyring = new();
    private readonly InMemorySecretStore store = new();
    private readonly SecretBroker broker;
    private byte[]? printed = "from a vault\n"u8.ToArray();

    public SecretBrokerTests() => broker = new SecretBroker(store, keyring, new CapturedEnvironment(), (_, _) => new(printed));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        keyring.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Capture_VariablesOfARelease_AreOutOfTheEnvironmentAndOthersStay()
    {
        using var world = new World();
        var (named, other) = ($"WRIT_TEST_{Guid.NewGuid():n}", $"WRIT_TEST_{Guid.NewGuid():n}");
        Environment.SetEnvironmentVariable(named, "from outside");
        Environment.SetEnvironmentVariable(other, "no secret");
        var captured = new CapturedEnvironment();
        captured.Capture(world.Release with { Secrets = world.Release.Secrets.SetItem(Name, new SecretSource.Variable(named)) });
        Assert.Null(Environment.GetEnvironmentVariable(named));
        Assert.Equal("no secret", Environment.GetEnvironmentVariable(other));
        Assert.Equal("from outside"u8.ToArray(), captured.Take(named));
        Environment.SetEnvironmentVariable(other, null);
    }

    [Fact]
    public async Task Store_HeldAndNot_IsTakenOrUnavailable()
    {
        Assert.IsType<SecretReading.Unavailable>(await TakeAsync(new SecretSource.Store()));
        using var value = SecretValue.Of("kept"u8)!;
        await store.SetAsync(Name, value, DateTimeOffset.UnixEpoch, Cancelled);
        var taken = Assert.IsType<SecretReading.Taken>(await TakeAsync(new SecretSource.Store()));
        Assert.Equal(("1", "kept"), (taken.Version, taken.Value.Reveal()));
    }

    [Fact]
    public async Task Variable_OnceRead_IsOutOfTheEnvironmentAndStaysKnown()
    {
        var variable = $"WRIT_TEST_{Guid.NewGuid():n}";
        Environment.SetEnvironmentVariable(variable, "from outside");
        for (var session = 0; session < 2; session++)
        {
            Assert.Equal("from outside", Assert.IsType<SecretReading.Taken>(await TakeAsync(new SecretSource.Variable(variable))).Value.Reveal());
            Assert.Null(Environment.GetEnvironmentVariable(variable));
        }

        Assert.IsType<SecretReading.Unavailable>(await TakeAsync(new SecretSource.Variable(variable + "_NOT")));
    }

    [Fact]
    public async Task File_OfItsOwnerAlone_IsReadAnewForEachSession()
    {
        var path = folder.Write("token", "first\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        var first = Assert.IsType<SecretReading.Taken>(await TakeAsync(new SecretSource.File(path)));
        Assert.Equal("first", first.Value.Reveal());
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(path, "second");
        var second = Assert.IsType<SecretReading.Taken>(await TakeAsync(new SecretSource.File(path)));
        Assert.Equal("second", second.Value.Reveal());

        // The ledger can tell two values apart, and nobody can tell what they were.
        Assert.NotEqual(first.Version, second.Version);
        Assert.NotEqual(Digest256.Sha256("second"u8).ToString(), second.Version);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead)]
    public async Task File_ThatOthersRead_IsRefused(UnixFileMode mode)
    {
        var path = folder.Write("token", "value");
        File.SetUnixFileMode(path, mode);
        var refused = Assert.IsType<SecretReading.Unavailable>(await TakeAsync(new SecretSource.File(path)));
        Assert.Contains("can be read or changed by others", refused.Operator, StringComparison.Ordinal);
        Assert.IsType<SecretReading.Unavailable>(await TakeAsync(new SecretSource.File(path + "-not-there")));
    }

    [Fact]
    public async Task Command_WhatItPrints_IsTakenOrSaidNothingOf()
    {
        var source = new SecretSource.Command(["vault", "read"]);
        Assert.Equal("from a vault", Assert.IsType<SecretReading.Taken>(await TakeAsync(source)).Value.Reveal());
        foreach (var output in (byte[]?[])[null, [], "planted\nsecret"u8.ToArray(), Encoding.UTF8.GetBytes(new string('x', SecretValue.MaxLength + 2))])
        {
            printed = output;
            var refused = Assert.IsType<SecretReading.Unavailable>(await TakeAsync(source));
            Assert.Contains("`vault`", refused.Operator, StringComparison.Ordinal);
            Assert.DoesNotContain("planted", refused.Operator, StringComparison.Ordinal);
        }
    }

    private ValueTask<SecretReading> TakeAsync(SecretSource source) => broker.TakeAsync(Name, source, Cancelled);
}
