using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Tokens;

/// <summary>
/// The nonces that proofs have to hold (RFC 9449 §8): a keyed digest of the time, so that nothing is remembered and every replica gives and takes the same. One is
/// given out for two and a half minutes and taken for as long again, or until the key behind them is another: the client then tries again with the one it is given.
/// </summary>
public sealed class DpopNonces(IKeyring keyring, TimeProvider time)
{
    private const int Length = 16;
    private static readonly TimeSpan Given = TimeSpan.FromSeconds(150);

    private Period? period;

    /// <summary>The nonce to give out now.</summary>
    public string Current => Taken[0];

    /// <summary>The nonces taken now, the current one first.</summary>
    public ImmutableArray<string> Taken
    {
        get
        {
            var (step, keys) = (time.GetUtcNow().UtcTicks / Given.Ticks, keyring.Generations);
            if (Volatile.Read(ref period) is { } now && now.Step == step && now.Keys == keys)
            {
                return now.Taken;
            }

            // The keys are read before the digests are made: a change in between is seen at the next request.
            var next = new Period(step, keys, [At(step), At(step - 1)]);
            Volatile.Write(ref period, next);
            return next.Taken;
        }
    }

    private string At(long step)
    {
        Span<byte> input = stackalloc byte[24];
        "writ dpop nonce "u8.CopyTo(input);
        BinaryPrimitives.WriteInt64BigEndian(input[16..], step);
        return Base64Url.EncodeToString(keyring.Nonce(input).ToArray().AsSpan(0, Length));
    }

    // Asked for at each request over the network, and the same for minutes. Arrays are equal when they are one and the same: a keyring that changed has another.
    private sealed record Period(long Step, ImmutableArray<KeyGeneration> Keys, ImmutableArray<string> Taken);
}
