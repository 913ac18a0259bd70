namespace Writ.Jose.Tests.Dpop;

public sealed class JwkCacheTests
{
    [Fact]
    public void Verify_KeysOfManyClients_KeepsTheCacheBounded()
    {
        var cache = new JwkCache(4);
        var expected = new DpopExpectations { Method = "GET", Uri = "https://a.example/", AccessToken = null, Nonces = [], MaxAge = TimeSpan.FromMinutes(1), MaxAhead = TimeSpan.Zero };
        for (var i = 0; i < 40; i++)
        {
            using var key = SigningKey.Generate();
            var proof = DpopProver.Prove(key, "GET", "https://a.example/", "j", DateTimeOffset.UnixEpoch, null, null);
            Assert.IsType<DpopVerification.Verified>(DpopVerification.Verify(proof, expected, cache, DateTimeOffset.UnixEpoch));
            Assert.IsType<DpopVerification.Verified>(DpopVerification.Verify(proof, expected, cache, DateTimeOffset.UnixEpoch));
            Assert.InRange(cache.Count, 1, 8);
        }
    }
}
