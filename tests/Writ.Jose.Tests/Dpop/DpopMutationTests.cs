namespace Writ.Jose.Tests.Dpop;

public sealed class DpopMutationTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public void Verify_MutatedProof_IsNeverVerifiedAndNeverThrows()
    {
        using var key = SigningKey.Generate();
        var cache = new JwkCache(16);
        var expected = new DpopExpectations { Method = "POST", Uri = "https://as.example/token", AccessToken = "abc", Nonces = ["n"], MaxAge = TimeSpan.FromMinutes(1), MaxAhead = TimeSpan.Zero };
        string Prove(string id) => DpopProver.Prove(key, "POST", "https://as.example/token", id, Now, "abc", "n");
        var (proof, other) = (Prove("one"), Prove("two"));
        Assert.IsType<DpopVerification.Verified>(DpopVerification.Verify(proof, expected, cache, Now));
        Mutations.ForEach(proof, other, 20261121, mutated =>
            Assert.True(DpopVerification.Verify(mutated, expected, cache, Now) is DpopVerification.Refused { Reason: not DpopRefusal.None }, mutated));
    }
}
