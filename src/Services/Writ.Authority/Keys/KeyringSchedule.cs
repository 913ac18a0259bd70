using System.Collections.Immutable;
using Writ.Authority.Tokens;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>Says which keys of the keyring are due. Nothing here is for configuration: what is issued with these keys lives for minutes.</summary>
public static class KeyringSchedule
{
    /// <summary>How long a key signs writs, or keys nonces, before the next is made.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(7);

    /// <summary>How long a key seals before the next is made. AES-GCM with chance nonces is good for 2³² seals: for 1,600 a second over this time.</summary>
    public static readonly TimeSpan SealingPeriod = TimeSpan.FromDays(30);

    /// <summary>For how long a key of writs is in the key set before it signs, so that whoever asks for the set now and then knows it by then.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromMinutes(10);

    /// <summary>For how long a key of writs stays in the key set after the next began to sign: until the last writ it signed is over, and a minute for clocks.</summary>
    public static readonly TimeSpan Afterlife = TokenOptions.LongestLife + TimeSpan.FromMinutes(1);

    /// <summary>The generation that signs writs at an instant: the newest that was published for long enough, or the oldest when none was.</summary>
    public static KeyGeneration Signs(ImmutableArray<KeyGeneration> all, DateTimeOffset now)
    {
        var keys = Of(all, KeyPurpose.Writs);
        return keys.LastOrDefault(k => k.Made + Lead <= now) ?? keys[0];
    }

    /// <summary>When nothing is believed any more that a generation made: known once the next is there; null while it is the newest, and for one that opens what it sealed for good.</summary>
    public static DateTimeOffset? Ends(ImmutableArray<KeyGeneration> all, KeyGeneration generation)
    {
        ArgumentNullException.ThrowIfNull(generation);
        return generation.Purpose == KeyPurpose.Writs && Of(all, KeyPurpose.Writs).FirstOrDefault(k => k.Number > generation.Number) is { } next ? next.Made + Lead + Afterlife : null;
    }

    /// <summary>What is to be made and destroyed at an instant; mostly nothing. A key that seals is never destroyed: what it sealed lies in the store.</summary>
    public static (ImmutableArray<KeyPurpose> Made, ImmutableArray<KeyGeneration> Destroyed) Due(ImmutableArray<KeyGeneration> all, DateTimeOffset now)
    {
        ImmutableArray<KeyPurpose> made =
        [
            .. from due in ((KeyPurpose Purpose, TimeSpan Period)[])[(KeyPurpose.Writs, Period), (KeyPurpose.Nonces, Period), (KeyPurpose.Sealing, SealingPeriod)]
               where Of(all, due.Purpose)[^1].Made + due.Period <= now
               select due.Purpose,
        ];
        return (made, [.. all.Where(key => Ends(all, key) <= now || (key.Purpose == KeyPurpose.Nonces && made.Contains(KeyPurpose.Nonces)))]);
    }

    private static ImmutableArray<KeyGeneration> Of(ImmutableArray<KeyGeneration> all, KeyPurpose purpose) => [.. all.Where(k => k.Purpose == purpose)];
}
