using Writ.Authority.Tokens;
using Writ.Testing;

namespace Writ.Authority.Tests.Tokens;

public sealed class DpopNoncesTests : IDisposable
{
    private readonly TestKeyring keyring = new();
    private readonly ManualTime time = new();

    public void Dispose() => keyring.Dispose();

    [Fact]
    public void Taken_WhatWasGiven_IsTakenForTwoAndAHalfToFiveMinutes()
    {
        var nonces = new DpopNonces(keyring, time);
        for (var start = 0; start < 10; start++)
        {
            var given = nonces.Current;
            time.Advance(TimeSpan.FromSeconds(149));
            Assert.Contains(given, nonces.Taken);
            time.Advance(TimeSpan.FromSeconds(152));
            Assert.DoesNotContain(given, nonces.Taken);
            time.Advance(TimeSpan.FromSeconds(17));
        }
    }

    [Fact]
    public void Current_OfAnotherReplica_IsTheSameAndOfAnotherInstallationIsNot()
    {
        using var other = new TestKeyring();
        Assert.Equal(new DpopNonces(keyring, time).Current, new DpopNonces(keyring, time).Current);
        Assert.DoesNotContain(new DpopNonces(other, time).Current, new DpopNonces(keyring, time).Taken);
        Assert.Equal(22, new DpopNonces(keyring, time).Current.Length);
    }
}
