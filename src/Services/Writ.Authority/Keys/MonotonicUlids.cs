using System.Security.Cryptography;
using Writ.Domain;

namespace Writ.Authority.Keys;

/// <summary>Ids from the clock and a cryptographic source. They increase even within a millisecond and when the clock steps back.</summary>
public sealed class MonotonicUlids : IUlidSource
{
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private Ulid last;

    /// <summary>Takes the clock.</summary>
    public MonotonicUlids(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        this.time = time;
    }

    /// <inheritdoc />
    public Ulid Next()
    {
        Span<byte> chance = stackalloc byte[10];
        RandomNumberGenerator.Fill(chance);
        lock (gate)
        {
            var fresh = Ulid.Create(time.GetUtcNow(), chance);
            return last = fresh > last ? fresh : last.Next();
        }
    }
}
